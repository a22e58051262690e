"""Nobody gets two messages for one event, whatever was chosen and whatever happened."""

from hypothesis import given
from hypothesis import strategies as st

from app.notices.kinds import CONCERNED, NOTICES, told_of
from app.notices.recipients import meant
from app.notices.rules import AT_ONCE, Choice, channels
from tests.unit.test_notices import Done

choices = st.builds(
    Choice,
    at_once=st.sampled_from(AT_ONCE),
    digest=st.booleans(),
    has_email=st.booleans(),
    has_ref=st.booleans(),
)
people = st.integers(1, 5)
facts = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(("to", "from", "to_lead", "officer", "deputy", "giver", "answerer"), people),
        **{name: st.lists(st.none() | people, min_size=2, max_size=2) for name in ("owner", "lead")},
        **{
            name: st.just(1)
            for name in ("hand_over", "lateness", "submission", "claim", "extension", "opinion")
        },
    },
)
roles = st.fixed_dictionaries({name: st.none() | people for name in ("owner", "lead", "assigner", "head")})


@given(st.sampled_from(NOTICES), choices)
def test_the_page_once_and_at_most_one_message_to_where_there_is_an_address(kind, choice):
    found = channels(at_once=kind.at_once, choice=choice)
    assert found[0] == "page"
    assert len(set(found)) == len(found) <= 2
    if not choice.has_email:
        assert not {"email", "digest"} & set(found)
    if not choice.has_ref:
        assert "webhook" not in found
    if choice.at_once == "none":
        assert not {"email", "webhook"} & set(found)
    if not choice.digest:
        assert "digest" not in found
    if not kind.at_once:
        assert not {"email", "webhook"} & set(found)


@given(st.sampled_from(sorted(CONCERNED)), facts, roles, st.none() | people, people)
def test_each_person_is_told_of_an_act_by_one_entry_and_never_of_an_act_of_their_own(
    kind, facts, roles, by, beside
):
    known = {
        ("task", 7): roles,
        ("incident", 7): {"officer": beside},
        **{
            (record, 1): {role: beside}
            for record, role in (
                ("hand_over", "from_officer"),
                ("lateness", "officer"),
                ("submission", "officer"),
                ("cause_claim", "claimed_by"),
                ("extension", "asked_by"),
                ("opinion", "asked_by"),
            )
        },
    }
    subject = ("incident" if kind.startswith("incident.") else "task", 7)
    told = told_of(Done(kind, facts, by, subject), known)
    assert by not in told
    assert all(kind in each.told for each in told.values())
    act = Done(kind, facts, by, subject)
    for officer, each in told.items():
        naming = [
            entry
            for entry in CONCERNED[kind]
            if any(officer in meant(whom, act, known) for whom in entry.told[kind])
        ]
        assert each is naming[0]
        assert each.at_once == any(entry.at_once for entry in naming)
