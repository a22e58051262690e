"""What the search finds, in which order, and what it never tells to whom, on both databases."""

import unicodedata
from datetime import date, timedelta

import pytest

from app import clock
from app.db import engine, fetch
from app.incidents.commands import record_incident
from app.incidents.rules import IncidentEntry
from app.matching import MOST_CANDIDATES, Narrow, Typed
from app.people.queries import office_calendar
from app.people.saved_filters import save_filter
from app.search.kinds import KINDS, search
from app.tasks import lists
from app.tasks.commands import TaskEntry, accept_result, create_recurrence, save_draft
from app.tasks.flag_sql import Marks
from app.tasks.following_tables import Opinion
from app.tasks.lists import TaskFilter
from app.tasks.recurrence import RecurrenceEntry
from app.tasks.recurrence_rules import Rule
from app.tasks.searching import rank_sql
from app.tasks.sight import FROM
from app.tasks.tables import Campaign, Directive, Evidence, Task
from migrations.versions import m0005_f_search
from tests.db.work import given, row_of, submitted, version_of

ROLES = {
    "head": "TL001",
    "unit head": "KT001",
    "staff": "KT003",
    "inspector": "TL003",
    "clerk": "VP002",
    "administrator": "VP003",
}


async def found(world, code: str, typed: str, **narrow) -> dict[str, list[str]]:
    """The addresses that each kind answers to that person."""
    marks = Marks(world.today, await office_calendar())
    answer = await search(
        await world.viewer(code), Typed.read(typed), Narrow(**{"limit": 50, **narrow}), marks
    )
    return {kind.code: [hit.href for hit in one.hits] for kind, one in answer}


async def tasks_found(world, typed: str, code: str = "KT001", **narrow) -> list[str]:
    return (await found(world, code, typed, **narrow)).get("tasks", [])


def at(task: int) -> str:
    return f"/tasks/{task}"


# --- what is found -------------------------------------------------------------------------------


async def test_words_without_marks_find_the_task_in_whatever_way_they_are_typed(world):
    task = await given(
        world, title="Báo cáo hiện trạng đường hoà nhập", product="Danh mục", basis="Kế hoạch 12/KH-UBND"
    )
    await given(world, title="Trồng cây xanh")
    for typed in (
        "bao cao duong",
        "Báo cáo đường",
        "đường báo",
        "HOÀ NHẬP",
        "hòa nhập",
        unicodedata.normalize("NFD", "đường hoà nhập"),
        "danh muc",
        "12/KH-UBND",
        "hien trang ke hoach",
    ):
        assert await tasks_found(world, typed) == [at(task)], typed
    for typed in ("bao cao cau", "", "   ", "\u0301"):
        assert await tasks_found(world, typed) == [], typed


async def test_words_kept_in_either_unicode_form_are_found(world):
    task = await given(world, title=unicodedata.normalize("NFD", "Rà soát hồ sơ thuỷ lợi"))
    assert await tasks_found(world, "thủy lợi") == [at(task)]


async def test_letters_of_like_are_literal(world):
    whole = await given(world, title="Giải ngân 100% vốn_đầu tư")
    await given(world, title="Giải ngân 1000 triệu vốn đầu tư")
    assert await tasks_found(world, "100%") == [at(whole)]
    assert await tasks_found(world, "von_dau") == [at(whole)]
    assert await tasks_found(world, "%") == [at(whole)]
    assert await tasks_found(world, "!") == []


async def test_the_exact_code_comes_first(world):
    many = [await given(world, title=f"Việc số {number}") for number in range(1, 6)]
    row = await row_of(many[1])
    mentions = await given(world, title=f"Nối tiếp {row['code']}, xem số 2")
    for typed in (row["code"], row["code"].lower(), "nv 2", "2", "NV-2026-2"):
        assert (await tasks_found(world, typed))[0] == at(many[1]), typed
    assert await tasks_found(world, row["code"]) == [at(many[1]), at(mentions)]


async def test_the_order_is_title_then_product_open_then_closed_new_then_old(world):
    closed = await submitted(world, title="Kiểm kê đất đai")
    await accept_result(
        task=closed,
        by=await world.viewer("KT001"),
        now=clock.at(date(2026, 11, 25), 11),
        version=await version_of(closed),
    )
    product = await given(world, title="Việc khác", product="Kiểm kê đất đai toàn phường")
    words = await given(world, title="Đất đai: kiểm kê lại")
    older = await given(world, title="Kiểm kê đất đai")
    newer = await given(world, title="Kiểm kê đất đai")
    scattered = await given(world, title="Kiểm kê tài sản", product="Báo cáo đất đai")
    order = [newer, older, closed, words, product, scattered]
    assert await tasks_found(world, "kiem ke dat dai") == [at(task) for task in order]


async def test_the_database_ranks_as_the_rule_does(world):
    for title, product in (
        ("Kiểm kê đất đai", "Báo cáo"),
        ("Đất đai: kiểm kê", "Báo cáo"),
        ("Báo cáo", "Kiểm kê đất đai"),
        ("Kiểm kê", "Đất đai"),
    ):
        await given(world, title=title, product=product)
    for words in ("kiem ke dat dai", "dat", "2", "nv-2026-00003", "bao cao kiem"):
        typed = Typed.read(words)
        rank = rank_sql(typed)
        rows = await fetch(f"SELECT t.code, t.search_key, {rank.sql} AS place{FROM}", *rank.args)
        for row in rows:
            title, _, rest = row["search_key"].partition("\n")
            expected = typed.rank(title, rest, row["code"])
            if expected is not None:
                assert row["place"] == expected, (words, row)


async def test_the_list_of_tasks_finds_what_the_search_finds(world):
    task = await given(world, title="Báo cáo đường 100%")
    await given(world, title="Báo cáo cầu")
    marks = Marks(world.today, await office_calendar())
    viewer = await world.viewer("KT001")
    for typed in ("duong bao cao", "100%", "1"):
        where = lists.condition(TaskFilter(q=typed), viewer, marks, None)
        listed = {at(row["id"]) for row in await lists.some(where, "t.id", 50)}
        assert listed == set(await tasks_found(world, typed)), typed
        assert at(task) in listed


async def test_people_units_and_their_other_names_are_found_within_the_scope(world):
    assert (await found(world, "KT001", "ngo van duc"))["people"] == [f"/tasks?owner={world.ids['KT003']}"]
    assert (await found(world, "KT001", "kt003"))["people"] == [f"/tasks?owner={world.ids['KT003']}"]
    assert "people" not in await found(world, "KT001", "mai xuan thuy")
    assert (await found(world, "VP003", "mai xuan thuy"))["people"] == [f"/admin/people/{world.ids['VX003']}"]
    assert (await found(world, "TL001", "vh-xh"))["units"] == [f"/tasks?unit={world.ids['VX']}"]
    assert (await found(world, "TL001", "van hoa xa hoi"))["units"] == [f"/tasks?unit={world.ids['VX']}"]
    assert "people" not in await found(world, "KT003", "ngo van duc")


async def test_a_search_is_narrowed_by_unit_and_state(world):
    one = await given(world, title="Rà soát chợ tạm")
    other = await given(
        world, by="TL001", title="Rà soát chợ đêm", owner="VX002", lead="TL001", unit=world.ids["VX"]
    )
    assert await tasks_found(world, "cho", "TL001") == [at(other), at(one)]
    path = await lists.unit_path(world.ids["VX"])
    narrowed = await found(world, "TL001", "cho", unit=world.ids["VX"], unit_path=path)
    assert narrowed == {"tasks": [at(other)]}
    assert await found(world, "TL001", "cho", state="open") == {"tasks": [at(other), at(one)]}
    assert await found(world, "TL001", "cho", state="done") == {}


async def test_the_keys_of_the_tasks_that_there_were_are_written_anew(world):
    task = await given(world, basis="Công văn 77/CV", title="Đo đạc ruộng")
    await Task.update(search_key="").where(Task.id == task)
    assert await tasks_found(world, "do dac") == []
    await m0005_f_search._run()
    assert await tasks_found(world, "do dac") == await tasks_found(world, "77/CV") == [at(task)]


# --- what is never told --------------------------------------------------------------------------


async def planted(world, folder) -> None:
    """One word for each place where something may be hidden from somebody."""
    kt, vx = await world.viewer("KT001"), await world.viewer("VX001")
    draft = TaskEntry(
        title="Quynhdraft dự kiến", product="Báo cáo", unit=world.ids["KT"], owner=world.ids["KT003"]
    )
    await save_draft(entry=draft, by=kt, now=world.now)
    directive = Directive(
        issuer="UBND thành phố",
        number="99/Quynhnumber",
        issued_on=date(2026, 11, 1),
        title="Quynhdirective",
        key="k",
        created_at=world.now,
        created_by=vx.officer_id,
    )
    await directive.save()
    task = await given(
        world,
        by="VX001",
        title="Quynhtask lễ hội",
        basis="Quynhbasis",
        owner="VX002",
        lead="VX001",
        unit=world.ids["VX"],
    )
    campaign = Campaign(title="Quynhcampaign", created_at=world.now, created_by=vx.officer_id)
    await campaign.save()
    await Task.update(directive=directive.id, campaign=campaign.id, unit_given_at=world.now).where(
        Task.id == task
    )
    for subject, name in (("task", "quynhfile_vx.pdf"), ("incident", "quynhproof.pdf")):
        await Evidence(
            subject_type=subject,
            subject_id=task,
            sha256="0" * 64,
            file_name=name,
            media_type="application/pdf",
            size=1,
            officer=vx.officer_id,
            at=world.now,
        ).save()
    await Opinion(
        task=task,
        unit=world.ids["VP"],
        answerer=world.ids["VP001"],
        question="Quynhquestion?",
        words="Quynhanswer",
        asked_by=vx.officer_id,
        asked_at=world.now,
        due_on=date(2026, 11, 27),
    ).save()
    incident = IncidentEntry(
        "DN-04",
        world.ids["HC002"],
        date(2026, 11, 18),
        "14:05",
        "Quynhplace số 3",
        "Quynhfacts: nói to với người nộp hồ sơ.",
        "citizen",
    )
    await record_incident(entry=incident, by=await world.viewer("HC003"), now=clock.now(), folder=folder)
    await save_filter(path="/tasks", query="state=open", name="Quynhfilter", by=vx, now=world.now)
    first_day = date(2027, 6, 1)  # far away: none of it is given as a task yet
    await create_recurrence(
        entry=RecurrenceEntry(
            "Quynhduty",
            "Quynhoutcome",
            world.ids["VX002"],
            world.ids["VX001"],
            Rule("monthly", "month_day", 5, 1, "after", 5, first_day),
        ),
        by=vx,
        now=world.now,
    )


#: The planted word, the kind that answers, and the roles that may know of it.
SECRETS = [
    ("quynhdraft", "tasks", {"head", "unit head", "inspector", "clerk"}),
    ("quynhtask", "tasks", {"head", "inspector", "clerk"}),
    ("quynhbasis", "tasks", {"head", "inspector", "clerk"}),
    ("quynhnumber", "directives", {"head", "inspector", "clerk"}),
    ("quynhdirective", "directives", {"head", "inspector", "clerk"}),
    ("quynhcampaign", "campaigns", {"head", "inspector", "clerk"}),
    ("quynhfile", "files", {"head", "inspector", "clerk"}),
    ("quynhproof", "files", set()),
    ("quynhquestion", "opinions", {"head", "inspector", "clerk"}),
    ("quynhanswer", "opinions", {"head", "inspector", "clerk"}),
    ("quynhplace", "incidents", {"head", "inspector"}),
    ("quynhfacts", "incidents", {"head", "inspector"}),
    ("quynhfilter", "filters", set()),
    ("quynhduty", "recurrences", {"head", "inspector", "clerk"}),
    ("quynhoutcome", "recurrences", {"head", "inspector", "clerk"}),
]


async def test_what_a_role_may_not_see_is_neither_found_nor_counted(world, tmp_path):
    await planted(world, tmp_path)
    for role, code in ROLES.items():
        for word, kind, knows in SECRETS:
            answer = await found(world, code, word)
            assert set(answer) == ({kind} if role in knows else set()), (role, word, answer)
        whole = await found(world, code, "quynh")
        assert set(whole) == {kind for _, kind, knows in SECRETS if role in knows}, role


async def test_nobody_finds_an_incident_by_who_recorded_it_or_by_its_source(world, tmp_path):
    await planted(world, tmp_path)
    for code in ("HC002", "HC001", "TL001", "TL003"):
        assert (await found(world, code, "quynhfacts"))["incidents"]
        for typed in ("my hanh", "hc003", "citizen", "nguoi dan"):
            assert "incidents" not in await found(world, code, typed), (code, typed)


async def test_a_saved_filter_is_found_by_its_owner_only(world, tmp_path):
    await planted(world, tmp_path)
    assert await found(world, "VX001", "quynhfilter") == {"filters": ["/tasks?state=open"]}


# --- how much is asked ---------------------------------------------------------------------------


@pytest.fixture
def asked(monkeypatch):
    """Every statement that is run, in order."""
    ran: list[str] = []
    current = engine()
    really = current.run_querystring

    async def counted(querystring, in_pool=False):
        ran.append(str(querystring))
        return await really(querystring, in_pool)

    def watch() -> list[str]:
        monkeypatch.setattr(current, "run_querystring", counted)
        return ran

    return watch


async def test_the_number_of_statements_does_not_grow_with_what_is_found(world, asked):
    await given(world, title="Báo cáo một")
    ran = asked()
    await found(world, "TL001", "bao cao")
    few = len(ran)
    for number in range(30):
        await given(world, title=f"Báo cáo {number}")
    ran.clear()
    assert len((await found(world, "TL001", "bao cao"))["tasks"]) == 31
    assert len(ran) == few
    assert few <= 2 * len(KINDS) + 3


async def test_a_kind_without_folded_words_looks_through_the_newest_and_says_so(world):
    viewer = await world.viewer("VX001")
    for number in range(MOST_CANDIDATES + 1):
        await Campaign(
            title=f"Đợt ra quân {number}",
            created_at=world.now - timedelta(days=1),
            created_by=viewer.officer_id,
        ).save()
    marks = Marks(world.today, await office_calendar())
    answer = {kind.code: one for kind, one in await search(viewer, Typed.read("ra quan"), Narrow(), marks)}
    assert answer["campaigns"].more
    assert answer["campaigns"].total == MOST_CANDIDATES
    assert len(answer["campaigns"].hits) == 5
