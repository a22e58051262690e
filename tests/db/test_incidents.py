"""Incidents on both databases: what is kept, who sees it, who concludes it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from app import clock
from app.db import fetch, fetch_one
from app.errors import Conflict, NotAllowed, NotFound, Refused
from app.history import of_subject, verify
from app.incidents import queries
from app.incidents.commands import _fingerprint, conclude_incident, give_statement, record_incident
from app.incidents.queries import Filters
from app.incidents.rules import IncidentEntry, Sight, State
from app.people.commands import move_officer
from app.people.naming import people_like, person_label
from app.tasks.evidence import files_of

#: After the three working days of the person named (24 November is a holiday).
LATER = datetime(2026, 11, 27, 2, 0, tzinfo=clock.UTC)
PDF = ("bien-ban.pdf", b"%PDF-1.4\n%minutes of the reception desk\n")
SCRIPT = ("bien-ban.pdf", b"MZ\x90\x00not a pdf")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "kept"


@pytest.fixture
def entry(world):
    return IncidentEntry(
        "DN-04",
        world.ids["HC002"],
        date(2026, 11, 18),
        "14:05",
        "Quầy số 3, Trung tâm Phục vụ hành chính công",
        "Nói to, chỉ tay vào mặt người đến nộp hồ sơ.",
        "citizen",
    )


async def recorded(world, entry, folder, code="HC003", **changes):
    return await record_incident(
        entry=replace(entry, **changes), by=await world.viewer(code), now=clock.now(), folder=folder
    )


async def stated(world, incident, folder, code="HC002"):
    by = await world.viewer(code)
    seen = await queries.incident_page(by, incident)
    await give_statement(
        incident=incident,
        words="Tôi nói to vì người đó nghe kém.",
        by=by,
        now=clock.now(),
        folder=folder,
        version=seen.version,
    )


async def concluded(world, incident, result="confirmed", code="HC001", now=LATER, **changes):
    by = await world.viewer(code)
    version = (await queries.incident_page(by, incident)).version
    asked = {"words": "Camera và hai người chứng kiến xác nhận.", "version": version, **changes}
    await conclude_incident(incident=incident, result=result, by=by, now=now, **asked)


async def count(table):
    row = await fetch_one(f"SELECT COUNT(*) AS n FROM {table}")
    return row["n"]


# Recording ---------------------------------------------------------------------------------------


async def test_an_incident_is_kept_with_code_unit_evidence_and_history(world, entry, folder):
    incident = await record_incident(
        entry=entry, uploads=[PDF], by=await world.viewer("HC003"), now=clock.now(), folder=folder
    )
    seen = await queries.incident_page(await world.viewer("HC001"), incident)
    assert seen.row.code == "VV-2026-0001"
    assert seen.row.state is State.RECORDED
    assert seen.row.unit_name == "Trung tâm Phục vụ hành chính công"
    assert seen.recorder == "Cao Thị Mỹ Hạnh"
    assert [file.file_name for file in await files_of(("incident", incident))] == ["bien-ban.pdf"]
    assert (await verify()).sound
    second = await recorded(world, entry, folder)
    assert (await queries.incident_page(await world.viewer("HC001"), second)).row.code == "VV-2026-0002"


async def test_the_history_says_that_it_was_recorded_but_not_by_whom_or_about_whom(world, entry, folder):
    incident = await recorded(world, entry, folder)
    (act,) = await of_subject(("incident", incident))
    assert act["kind"] == "incident.recorded"
    assert act["actor"] is None
    assert set(act["facts"]) == {"code", "rule", "sha256"}


async def test_the_hash_in_the_history_does_not_give_the_recorder_away(world, entry, folder):
    """Who is named knows the rest of the record: two recorders of the same words must leave the same hash."""
    incident = await recorded(world, entry, folder)
    before = await _fingerprint(incident)
    await fetch(
        "UPDATE incident SET recorded_by = {}, source = 'other' WHERE id = {}", world.ids["HC001"], incident
    )
    assert await _fingerprint(incident) == before
    await fetch("UPDATE incident SET facts = 'Khác' WHERE id = {}", incident)
    assert await _fingerprint(incident) != before


async def test_the_unit_is_that_of_the_day_of_the_act(world, entry, folder):
    """Decree 335/2025 Art. 11.3.c: what was done in the old organisation counts there."""
    await move_officer(
        officer=world.ids["HC002"],
        unit=world.ids["VP"],
        title="Công chức tổng hợp",
        rank="staff",
        from_date=date(2026, 11, 20),
        by=None,
        now=clock.now(),
        basis="",
    )
    before = await recorded(world, entry, folder)
    after = await recorded(world, entry, folder, happened_on=date(2026, 11, 20))
    inspector = await world.viewer("TL003")
    assert (await queries.incident_page(inspector, before)).row.unit_name.startswith("Trung tâm")
    assert (await queries.incident_page(inspector, after)).row.unit_name.startswith("Văn phòng")


async def test_a_refused_record_names_every_fault_and_leaves_nothing_behind(world, entry, folder):
    wrong = replace(entry, place="", source="", happened_on=date(2026, 11, 23))
    acts = await count("history")
    with pytest.raises(Refused) as refused:
        await record_incident(
            entry=wrong, uploads=[SCRIPT], by=await world.viewer("HC003"), now=clock.now(), folder=folder
        )
    assert set(refused.value.fields) == {"place", "source", "happened_on", "evidence"}
    assert await count("incident") == await count("evidence") == 0
    assert await count("history") == acts
    assert not folder.exists()


async def test_a_person_without_a_post_on_the_day_cannot_be_named(world, entry, folder):
    with pytest.raises(Refused) as refused:
        await recorded(world, entry, folder, happened_on=date(2024, 6, 3))
    assert set(refused.value.fields) == {"person"}


async def test_an_administrator_without_another_role_records_nothing(world, entry, folder):
    by = await world.viewer("VP003")
    by = replace(by, grants=tuple(grant for grant in by.grants if grant.role == "administrator"))
    with pytest.raises(NotAllowed):
        await record_incident(entry=entry, by=by, now=clock.now(), folder=folder)


# Who sees it -------------------------------------------------------------------------------------

SIGHTS = {
    "TL001": Sight.WHOLE,  # heads the ward
    "TL002": Sight.NONE,  # a deputy does not read incidents
    "TL003": Sight.WHOLE,  # inspector
    "HC001": Sight.WHOLE,  # heads the unit
    "HC002": Sight.NAMED,
    "HC003": Sight.OWN_RECORD,
    "HC004": Sight.NONE,  # a colleague
    "VP001": Sight.NONE,  # heads another unit
    "VP002": Sight.NONE,  # clerk of the ward
    "VP003": Sight.NONE,  # administrator
}


@pytest.mark.parametrize(("code", "sight"), SIGHTS.items())
async def test_each_role_sees_what_it_may_and_no_more(world, entry, folder, code, sight):
    incident = await recorded(world, entry, folder)
    viewer = await world.viewer(code)
    assert await queries.sight_of(viewer, incident) is sight
    listed = await queries.incident_list(viewer, Filters())
    assert len(listed) == await queries.count_incidents(viewer, Filters()) == (sight is not Sight.NONE)
    assert len(await queries.incidents_to_export(viewer, Filters())) == (sight is Sight.WHOLE)
    if sight is Sight.NONE:
        with pytest.raises(NotFound):
            await queries.incident_page(viewer, incident)


async def test_the_person_named_gets_no_recorder_no_source_and_no_hour_of_recording(world, entry, folder):
    incident = await recorded(world, entry, folder)
    seen = await queries.incident_page(await world.viewer("HC002"), incident)
    assert (seen.recorder, seen.source, seen.recorded_at) == ("", "", None)
    assert seen.facts
    assert "Cao Thị Mỹ Hạnh" not in repr(seen)


async def test_a_head_named_in_it_sees_it_as_the_person_named(world, entry, folder):
    incident = await recorded(world, entry, folder, officer=world.ids["HC001"])
    seen = await queries.incident_page(await world.viewer("HC001"), incident)
    assert seen.sight is Sight.NAMED
    assert seen.recorder == ""
    assert await queries.incidents_to_export(await world.viewer("HC001"), Filters()) == []


async def test_a_recorder_sees_the_state_but_not_what_the_others_said(world, entry, folder):
    incident = await recorded(world, entry, folder)
    await stated(world, incident, folder)
    await concluded(world, incident, now=clock.now())
    seen = await queries.incident_page(await world.viewer("HC003"), incident)
    assert seen.row.state is State.CONFIRMED
    assert (seen.statement, seen.conclusion, seen.concluder) == ("", "", "")


async def test_a_file_is_seen_with_its_incident_and_the_recorder_sees_the_own_ones_only(world, entry, folder):
    incident = await recorded(world, entry, folder)
    recorder, named = world.ids["HC003"], world.ids["HC002"]
    for code, of_recorder, of_named in (
        ("HC001", True, True),
        ("HC002", True, True),
        ("HC003", True, False),
        ("HC004", False, False),
    ):
        viewer = await world.viewer(code)
        assert await queries.sees_file(viewer, incident, recorder) is of_recorder, code
        assert await queries.sees_file(viewer, incident, named) is of_named, code


async def test_the_list_is_narrowed_by_state_unit_rule_month_and_words(world, entry, folder):
    await recorded(world, entry, folder)
    await recorded(world, entry, folder, rule_code="CQ-07", happened_on=date(2026, 10, 31))
    await recorded(
        world, entry, folder, officer=world.ids["VX002"], happened_on=date(2026, 12, 1) - timedelta(10)
    )
    viewer = await world.viewer("TL003")
    unit = await fetch_one("SELECT path FROM unit WHERE code = 'VX'")
    for filters, expected in (
        (Filters(), 3),
        (Filters(state="confirmed"), 0),
        (Filters(state="recorded"), 3),
        (Filters(unit_path=unit["path"]), 1),
        (Filters(rule_code="CQ-07"), 1),
        (Filters(month="2026-10"), 1),
        (Filters(month="2026-11"), 2),
        (Filters(month="2026-12"), 0),
        (Filters(search="ta hai yen"), 2),
        (Filters(search="vx002"), 1),
        (Filters(search="vv-2026-0003"), 1),
        (Filters(search="không có ai"), 0),
    ):
        rows = await queries.incident_list(viewer, filters)
        assert len(rows) == await queries.count_incidents(viewer, filters) == expected, filters


async def test_people_of_the_same_name_are_told_apart_by_code_and_unit(world):
    found = await people_like("nguyen thi anh", world.today)
    assert {person_label(each) for each in found} == {
        "VP004 – Nguyễn Thị Ánh (Văn phòng HĐND và UBND)",
        "VX002 – Nguyễn Thị Ánh (Phòng Văn hóa - Xã hội)",
    }
    for typed in ("VX002", "vx002", "VX002 – Nguyễn Thị Ánh (Phòng Văn hóa - Xã hội)"):
        assert [each.staff_code for each in await people_like(typed, world.today)] == ["VX002"]
    assert await people_like("   ", world.today) == []


# Statement ---------------------------------------------------------------------------------------


async def test_a_statement_is_kept_with_its_date_and_cannot_be_sent_twice(world, entry, folder):
    incident = await recorded(world, entry, folder)
    await stated(world, incident, folder)
    seen = await queries.incident_page(await world.viewer("HC001"), incident)
    assert seen.statement == "Tôi nói to vì người đó nghe kém."
    assert clock.local_day(seen.statement_at) == world.today
    with pytest.raises(Conflict):
        await stated(world, incident, folder)


@pytest.mark.parametrize("code", ["HC001", "HC003", "TL003"])
async def test_nobody_states_for_the_person_named(world, entry, folder, code):
    incident = await recorded(world, entry, folder)
    with pytest.raises(NotAllowed):
        await stated(world, incident, folder, code)


async def test_an_empty_statement_and_a_wrong_file_are_refused_together(world, entry, folder):
    incident = await recorded(world, entry, folder)
    with pytest.raises(Refused) as refused:
        await give_statement(
            incident=incident,
            words="  ",
            uploads=[SCRIPT],
            by=await world.viewer("HC002"),
            now=clock.now(),
            folder=folder,
            version=1,
        )
    assert set(refused.value.fields) == {"words", "evidence"}


async def test_no_statement_after_the_conclusion(world, entry, folder):
    incident = await recorded(world, entry, folder)
    await concluded(world, incident)
    with pytest.raises(Conflict):
        await stated(world, incident, folder)


# Conclusion --------------------------------------------------------------------------------------


async def test_a_conclusion_before_the_other_side_could_have_its_say_is_refused(world, entry, folder):
    incident = await recorded(world, entry, folder)
    with pytest.raises(Refused):
        await concluded(world, incident, now=clock.now())
    with pytest.raises(Refused):
        await concluded(world, incident, now=LATER - timedelta(days=1))
    await concluded(world, incident, now=LATER)


async def test_a_head_may_conclude_what_the_head_recorded_once_the_person_has_stated(world, entry, folder):
    incident = await recorded(world, entry, folder, code="HC001")
    with pytest.raises(Refused):
        await concluded(world, incident, now=clock.now())
    await stated(world, incident, folder)
    await concluded(world, incident, now=clock.now())


async def test_a_head_named_in_it_does_not_conclude_and_the_head_above_does(world, entry, folder):
    incident = await recorded(world, entry, folder, officer=world.ids["HC001"])
    with pytest.raises(NotAllowed) as refused:
        await concluded(world, incident)
    assert "Trần Quốc Hưng" in refused.value.text.vi
    await concluded(world, incident, code="TL001")


async def test_the_highest_head_is_concluded_by_the_authority_above_the_office(world, entry, folder):
    incident = await recorded(world, entry, folder, officer=world.ids["TL001"])
    with pytest.raises(NotAllowed) as refused:
        await concluded(world, incident, code="TL001")
    assert "cấp trên" in refused.value.text.vi


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("TL003", NotAllowed),  # an inspector reads and concludes nothing
        ("HC002", NotAllowed),
        ("HC003", NotFound),
        ("VP001", NotFound),
        ("TL002", NotFound),
    ],
)
async def test_only_the_competent_head_concludes(world, entry, folder, code, error):
    incident = await recorded(world, entry, folder)
    with pytest.raises(error):
        await conclude_incident(
            incident=incident,
            result="confirmed",
            words="x",
            by=await world.viewer(code),
            now=LATER,
            version=1,
        )
    assert (await fetch_one("SELECT state FROM incident"))["state"] == "recorded"


async def test_a_conclusion_on_a_version_before_the_statement_is_a_conflict(world, entry, folder):
    incident = await recorded(world, entry, folder)
    await stated(world, incident, folder)
    with pytest.raises(Conflict):
        await concluded(world, incident, version=1)


async def test_a_second_conclusion_is_a_conflict(world, entry, folder):
    incident = await recorded(world, entry, folder)
    await concluded(world, incident, "rejected")
    with pytest.raises(Conflict):
        await concluded(world, incident)


async def test_a_rule_of_a_draft_is_confirmed_with_the_offices_own_ground_in_the_first_line(
    world, entry, folder
):
    incident = await recorded(world, entry, folder, rule_code="CQ-05")
    with pytest.raises(Refused) as refused:
        await concluded(world, incident)
    assert set(refused.value.fields) == {"house_rule"}
    await concluded(world, incident, house_rule="Nội quy Trung tâm, Điều 4")
    seen = await queries.incident_page(await world.viewer("HC002"), incident)
    assert seen.conclusion.splitlines()[0].endswith("Nội quy Trung tâm, Điều 4")


async def test_only_a_confirmed_incident_is_evidence_on_the_sheet_of_the_month_of_the_act(
    world, entry, folder
):
    officer = world.ids["HC002"]
    confirmed = await recorded(world, entry, folder)
    rejected = await recorded(world, entry, folder, rule_code="CQ-07")
    await recorded(world, entry, folder, rule_code="CQ-01")
    await concluded(world, confirmed)
    await concluded(world, rejected, "rejected")
    (shown,) = await queries.confirmed_for(officer, date(2026, 11, 1), date(2026, 11, 30))
    assert (shown.code, shown.rule_code, shown.criterion) == ("VV-2026-0001", "DN-04", "II.4")
    assert shown.happened_on == date(2026, 11, 18)
    assert shown.conclusion.startswith("Camera")
    for first, last in (
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 11, 19), date(2026, 11, 30)),
        (date(2026, 11, 1), date(2026, 11, 17)),
    ):
        assert await queries.confirmed_for(officer, first, last) == []
    assert await queries.confirmed_for(world.ids["HC003"], date(2026, 11, 1), date(2026, 11, 30)) == []


async def test_every_act_is_a_row_of_a_sound_history_and_a_later_change_shows(world, entry, folder):
    incident = await recorded(world, entry, folder)
    await stated(world, incident, folder)
    await concluded(world, incident, now=clock.now())
    acts = await of_subject(("incident", incident))
    assert [act["kind"] for act in acts] == ["incident.confirmed", "incident.stated", "incident.recorded"]
    assert acts[0]["actor"] == world.ids["HC001"]
    assert len({act["facts"]["sha256"] for act in acts}) == 3
    assert (await verify()).sound


# Work lists --------------------------------------------------------------------------------------


async def test_an_open_incident_waits_for_the_nearest_head_and_for_the_person_named(world, entry, folder):
    today = world.today
    incident = await recorded(world, entry, folder)
    of_head = await recorded(world, entry, folder, officer=world.ids["HC001"])

    async def waiting(code):
        return [row.id for row in await queries.incidents_to_conclude(await world.viewer(code), today)]

    assert await waiting("HC001") == [incident]
    assert await waiting("TL001") == [of_head]
    assert await waiting("TL003") == await waiting("VP001") == []
    assert [row.id for row in await queries.incidents_to_state(await world.viewer("HC002"))] == [incident]
    await stated(world, incident, folder)
    assert await queries.incidents_to_state(await world.viewer("HC002")) == []
    await concluded(world, incident, now=clock.now())
    assert await waiting("HC001") == []


async def test_the_number_of_questions_does_not_grow_with_the_incidents(world, entry, folder, monkeypatch):
    asked = []

    async def counting(sql, *args):
        asked.append(sql)
        return await fetch(sql, *args)

    monkeypatch.setattr(queries, "fetch", counting)
    viewer = await world.viewer("TL001")

    async def questions():
        asked.clear()
        await queries.incident_list(viewer, Filters())
        await queries.incidents_to_conclude(viewer, world.today)
        return len(asked)

    await recorded(world, entry, folder)
    few = await questions()
    for _ in range(5):
        await recorded(world, entry, folder)
    assert await questions() == few
