"""Who is told of what, over which channel, and what the message carries."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar as IcsCalendar

from app.notices.ics import DatedWork, calendar_file
from app.notices.kinds import BY_CODE, CONCERNED, NOTICES, SECTIONS, references, told_of
from app.notices.letters import MOST_LINES, Letterhead, Line, about_task, letter, payload, signature, summary
from app.notices.limits import SPAN, Limit
from app.notices.recipients import RECORDS, Person
from app.notices.rules import Choice, channels, digest_day, is_ref, next_try
from app.people.history_words import KINDS
from app.settings import UnsafeStart, is_address, is_local, load
from app.workdays import Calendar

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
OWNER, LEAD, ASSIGNER, HEAD = 3, 4, 1, 2
TASK = {("task", 7): {"owner": OWNER, "lead": LEAD, "assigner": ASSIGNER, "head": HEAD}}
LETTERHEAD = Letterhead("xuyen-suot@office.example", "https://office.example")


@dataclass(frozen=True)
class Done:
    """An act of the history."""

    kind: str
    facts: dict = field(default_factory=dict)
    by: int | None = ASSIGNER
    subject: tuple[str, int] = ("task", 7)


def told(kind, facts=None, people=TASK, **more):
    found = told_of(Done(kind, facts or {}, **more), people)
    return {officer: each.code for officer, each in found.items()}


# Who is told -------------------------------------------------------------------------------------


def test_work_given_is_told_to_its_owner_at_once_and_to_its_lead_in_the_morning():
    assert told("task.assigned") == {OWNER: "given", LEAD: "lead_named"}
    assert BY_CODE["given"].at_once
    assert not BY_CODE["lead_named"].at_once


def test_nobody_is_told_of_what_they_did_themselves():
    assert told("task.assigned", by=OWNER) == {LEAD: "lead_named"}
    assert told("task.accepted", by=OWNER) == {LEAD: "followed"}
    both = {("task", 7): {"owner": 5, "lead": 5, "assigner": 5, "head": 5}}
    assert told("task.submitted", people=both, by=5) == {}


def test_a_person_in_two_qualities_is_told_once_and_by_the_more_urgent():
    alone = {("task", 7): {"owner": OWNER, "lead": OWNER, "assigner": ASSIGNER, "head": HEAD}}
    assert told("task.assigned", people=alone) == {OWNER: "given"}
    assert told("task.returned", people=alone) == {OWNER: "returned"}


def test_at_once_come_only_given_to_me_returned_to_me_and_decisions_about_me():
    assert {each.code for each in NOTICES if each.at_once} == {
        *("given", "unit_given", "units_given", "offered"),
        *("returned", "offer_returned", "handed_back"),
        *("hand_back_decided", "moved", "accepted", "extension_decided", "cause_decided", "lead_decided"),
        *("sheet_confirmed", "incident_concluded", "delegated", "delegation_ended"),
    }


@pytest.mark.parametrize(
    ("kind", "facts", "expected"),
    [
        ("task.offered", {"hand_over": 9, "to": 8}, {8: "offered"}),
        ("task.taken", {"hand_over": 9, "owner": [OWNER, 8]}, {8: "given", OWNER: "offer_taken"}),
        ("task.offer_returned", {"hand_over": 9, "from": 6}, {6: "offer_returned", OWNER: "offer_returned"}),
        ("task.appointed", {"owner": [6, OWNER]}, {OWNER: "given", 6: "moved"}),
        ("task.reassigned", {"owner": [6, OWNER]}, {OWNER: "given", 6: "moved", LEAD: "followed"}),
        ("task.lead_change_asked", {"to_lead": 8}, {8: "lead_asked", LEAD: "lead_asked"}),
        (
            "task.lead_change_decided",
            {"approved": True, "lead": [6, 8]},
            {6: "lead_decided", 8: "lead_decided"},
        ),
        ("task.paused", {"due_on": ["a", "b"]}, {OWNER: "clock", LEAD: "clock"}),
        ("task.reminded", {"to": OWNER, "kind": "manual", "words": ""}, {OWNER: "reminded"}),
        ("task.escalated", {"to": 8, "level": 1}, {8: "escalated"}),
        ("task.opinion_asked", {"opinion": 5, "answerer": 8}, {8: "opinion_asked"}),
        ("delegation.given", {"giver": 6, "deputy": 8}, {8: "delegated", 6: "delegation_kept"}),
        ("sheet.confirmed", {"month": "2026-11", "officer": 8}, {8: "sheet_confirmed"}),
        ("task.given_to_unit", {}, {HEAD: "unit_given"}),
        ("task.handed_back", {}, {}),
    ],
)
def test_people_are_read_from_facts_and_from_the_task(kind, facts, expected):
    assert told(kind, facts) == expected


def test_a_hand_back_reaches_the_assigner_and_its_decision_who_asked():
    assert told("task.handed_back", by=OWNER) == {ASSIGNER: "handed_back"}
    people = {**TASK, ("hand_over", 9): {"from_officer": 6}}
    facts = {"hand_over": 9, "upheld": True, "owner": [6, 8]}
    assert told("task.hand_back_decided", facts, people) == {8: "given", 6: "hand_back_decided"}
    stays = {"hand_over": 9, "upheld": False}
    assert told("task.hand_back_decided", stays, people) == {6: "hand_back_decided"}


def test_an_objective_cause_is_told_to_whom_it_was_charged_not_to_the_present_owner():
    people = {**TASK, ("lateness", 5): {"officer": 6}}
    assert told("task.objective_confirmed", {"lateness": 5}, people) == {6: "cause_decided"}
    assert told("task.cause_refused", {"claim": 5}, {("cause_claim", 5): {"claimed_by": 6}}) == {
        6: "cause_decided"
    }


def test_the_person_named_hears_of_an_incident_and_its_recorder_never():
    people = {("incident", 4): {"officer": 6}}
    for kind, code in (
        ("incident.recorded", "incident_recorded"),
        ("incident.confirmed", "incident_concluded"),
    ):
        assert told(kind, people=people, subject=("incident", 4)) == {6: code}
    assert RECORDS["incident"] == ("officer",)
    assert not any(
        isinstance(whom, Person) and whom.role == "recorded_by"
        for each in NOTICES
        for told_ in each.told.values()
        for whom in told_
    )


@pytest.mark.parametrize("value", [None, "x", True, [], [1], ["a", None], {"owner": 1}, 3.5, [None, None]])
def test_facts_that_lack_a_value_or_hold_another_tell_nobody_and_do_not_fail(value):
    for kind in CONCERNED:
        names = (
            "to",
            "owner",
            "from",
            "lead",
            "to_lead",
            "officer",
            "deputy",
            "giver",
            "answerer",
            "lateness",
        )
        assert told(kind, dict.fromkeys(names, value), {}, by=1) == {}
        assert told(kind, {}, {}) == {}
        references([Done(kind, dict.fromkeys(names, value))])


def test_the_records_beside_the_subject_are_asked_for_by_the_ids_in_the_facts():
    acts = [
        Done("task.objective_confirmed", {"lateness": 5}),
        Done("task.hand_back_decided", {"hand_over": 9}),
    ]
    assert references(acts) == {"lateness": {5}, "hand_over": {9}}


def test_every_entry_has_words_a_section_and_kinds_that_the_history_knows_or_other_parts_write():
    coming = {kind for kind in CONCERNED if kind not in KINDS}
    assert all(kind.startswith(("task.", "delegation.")) for kind in coming)
    for each in NOTICES:
        assert each.words.vi, each.code
        assert each.words.en, each.code
        assert each.section in SECTIONS
        assert len(each.code) <= 40


# Channels and times ------------------------------------------------------------------------------


def test_the_page_always_and_one_message_at_most():
    assert channels(at_once=True, choice=Choice()) == ("page", "email")
    assert channels(at_once=False, choice=Choice()) == ("page", "digest")
    assert channels(at_once=True, choice=Choice(at_once="webhook", has_ref=True)) == ("page", "webhook")
    assert channels(at_once=True, choice=Choice(at_once="webhook")) == ("page", "digest")
    assert channels(at_once=True, choice=Choice(at_once="none", digest=False)) == ("page",)
    assert channels(at_once=True, choice=Choice(has_email=False)) == ("page",)


@pytest.mark.parametrize(
    ("day", "wall", "expected"),
    [
        (date(2026, 11, 23), time(7, 29), date(2026, 11, 23)),
        (date(2026, 11, 23), time(7, 30), date(2026, 11, 25)),  # the 24th is a holiday
        (date(2026, 11, 21), time(6, 0), date(2026, 11, 23)),
        (date(2026, 11, 20), time(16, 0), date(2026, 11, 23)),
    ],
)
def test_the_summary_goes_out_on_the_next_working_day_at_its_time(day, wall, expected):
    assert digest_day(day, wall, time(7, 30), Calendar()) == expected


def test_each_failure_waits_longer_than_the_one_before():
    waits = [next_try(NOW, tries) - NOW for tries in range(1, 9)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "a",
        "a@b\r\nBcc: x@y.vn",
        "a@b, c@d",
        "A <a@b.vn>",
        "a b@c.vn",
        "a@b.vn\n",
        "@b.vn",
        "ấ@b.vn",
    ],
)
def test_an_address_that_could_end_a_header_or_name_a_second_person_is_none(text):
    assert not is_address(text)


def test_a_plain_address_is_one():
    assert is_address("kt003@truclam.example")
    assert is_ref("u_8f3k-2")
    assert not is_ref("Ngô Văn Đức")
    assert not is_ref("a b")


# Messages ----------------------------------------------------------------------------------------


def text_of(mail) -> str:
    return str(mail.get_content())


def test_a_mail_says_what_happened_and_where_and_its_id_is_stable():
    line = Line(BY_CODE["given"], about_task("NV-2026-00412", "Rà soát  điểm\r\nngập"), "/notices/5")
    one, two = (
        letter(LETTERHEAD, to="a@b.vn", event=9, officer=3, line=line, now=NOW + timedelta(hours=n))
        for n in (0, 5)
    )
    assert one["Message-ID"] == two["Message-ID"] == "<notice-9-3@office.example>"
    assert one["Subject"] == "[Xuyên Suốt] Anh/chị được giao một nhiệm vụ"
    assert "NV-2026-00412: Rà soát điểm ngập" in text_of(one)
    assert "https://office.example/notices/5" in text_of(one)
    assert one["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("to", ["a@b.vn\r\nBcc: x@y.vn", "a@b.vn\nSubject: x"])
def test_a_line_end_in_a_header_is_refused(to):
    line = Line(BY_CODE["given"], "", "/")
    with pytest.raises(ValueError, match=r"[Ll]inefeed|carriage|newline"):
        letter(LETTERHEAD, to=to, event=1, officer=1, line=line, now=NOW)


def test_a_summary_has_one_section_for_each_group_in_their_order_and_is_kept_short():
    lines = [
        Line(BY_CODE["followed"], f"NV-{number}", f"/tasks/{number}") for number in range(MOST_LINES + 5)
    ]
    lines += [
        Line(BY_CODE["submitted"], "NV-A", "/tasks/1"),
        Line(BY_CODE["dates"], "NV-B", "/tasks/2", date(2026, 11, 26)),
    ]
    words = text_of(summary(LETTERHEAD, to="a@b.vn", day=date(2026, 11, 23), officer=3, lines=lines, now=NOW))
    assert words.index("THỜI HẠN (1)") < words.index("XỬ LÝ (1)") < words.index("THEO DÕI (35)")
    assert "Hạn 26/11/2026: NV-B" in words
    assert "… và 5 mục khác" in words
    assert "NV-34" not in words


def test_the_messaging_service_gets_five_values_and_a_signature_over_the_raw_body():
    body = payload(ref="u8f3k2", kind=BY_CODE["given"], count=2, head=LETTERHEAD, now=NOW)
    assert json.loads(body) == {
        "ref": "u8f3k2",
        "kind": "given",
        "count": 2,
        "link": "https://office.example/notices",
        "at": "2026-11-23T01:00:00+00:00",
    }
    assert signature(body, 5, "s" * 32) != signature(body, 6, "s" * 32)
    assert signature(body, 5, "s" * 32) != signature(body + b" ", 5, "s" * 32)


# The calendar ------------------------------------------------------------------------------------


def test_the_calendar_reads_back_equal_and_holds_codes_and_days_only():
    work = [
        DatedWork("NV-2026-00412", date(2026, 11, 26), 4, False),
        DatedWork("NV-2026-00413", date(2026, 12, 31), 7, True),
    ]
    written = calendar_file(work, host="office.example", now=NOW)
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in written
    read = IcsCalendar.from_ical(written)
    first, second = read.walk("VEVENT")
    assert (first["uid"], first["sequence"]) == ("nv-2026-00412@office.example", 4)
    assert (first["dtstart"].dt, first["dtend"].dt) == (date(2026, 11, 26), date(2026, 11, 27))
    assert (first["summary"], first["status"], first["transp"]) == (
        "NV-2026-00412: hạn",
        "CONFIRMED",
        "TRANSPARENT",
    )
    assert first.walk("VALARM")[0]["trigger"].dt == timedelta(days=-1)
    assert second["status"] == "CANCELLED"
    assert not second.walk("VALARM")
    assert calendar_file(work, host="office.example", now=NOW) == written


def test_a_limit_lets_so_many_pass_in_its_span_for_each_key():
    limit = Limit(2)
    assert [limit.passes("a", NOW) for _ in range(3)] == [True, True, False]
    assert limit.passes("b", NOW)
    assert limit.passes("a", NOW + SPAN)


# Settings ----------------------------------------------------------------------------------------

SECRET = {"SECRET": "x" * 40}


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"SMTP_URL": "mail.office.example"}, "SMTP_URL"),
        ({"SMTP_URL": "http://mail"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail:port"}, "SMTP_URL"),
        ({"SMTP_URL": "smtp://mail"}, "MAIL_FROM"),
        ({"SMTP_URL": "smtp://mail", "MAIL_FROM": "a@b\nBcc: c@d"}, "MAIL_FROM"),
        ({"WEBHOOK_URL": "http://chat.example/x", "WEBHOOK_SECRET": "s" * 32}, "WEBHOOK_URL"),
        ({"WEBHOOK_URL": "https://chat.example/x", "WEBHOOK_SECRET": "short"}, "WEBHOOK_SECRET"),
        ({"WEBHOOK_URL": "https://chat.example/x"}, "WEBHOOK_SECRET"),
    ],
)
def test_settings_that_would_send_nowhere_or_in_clear_are_refused(settings, name):
    with pytest.raises(UnsafeStart, match=name):
        load({**SECRET, **settings})


def test_settings_of_messages_are_taken_and_their_secrets_are_not_shown():
    settings = load(
        {
            **SECRET,
            "SMTP_URL": "smtp://user:mat-khau@127.0.0.1:25",
            "MAIL_FROM": "a@b.vn",
            "WEBHOOK_URL": "http://127.0.0.1:9/x",
            "WEBHOOK_SECRET": "k" * 32,
        }
    )
    assert "mat-khau" not in repr(settings)
    assert "k" * 32 not in repr(settings)
    assert load(SECRET).smtp_url == ""


def test_only_this_machine_is_local():
    assert all(is_local(host) for host in ("127.0.0.1", "localhost", "::1", "127.8.8.8"))
    assert not any(
        is_local(host) for host in ("10.0.0.1", "mail.office.example", "localhost.evil.example", "")
    )
