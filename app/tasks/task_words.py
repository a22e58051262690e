"""The facts of one task in words: its summary, the hands it went through."""

from fractions import Fraction

from app import clock
from app.formats import format_date, format_number
from app.tasks.flag_sql import Marks
from app.tasks.labels import END_REASONS, ORIGINS, PRIORITIES
from app.tasks.queries import TaskPage
from app.text import Locale, Text


def facts(found: TaskPage, marks: Marks, locale: Locale) -> list[tuple[str, str]]:
    """The summary list: label and words."""
    row = found.row
    nobody = Text("chưa có người", "nobody yet").in_(locale)
    owner = row["owner_name"] or nobody
    said: list[tuple[Text, str]] = [
        (
            Text("Kết quả phải có", "Outcome"),
            row["product"] or Text("chưa nêu", "not stated").in_(locale),
        ),
        (
            Text("Người chịu trách nhiệm chính", "Owner"),
            f"{owner} ({row['unit_name']})" if row["unit_name"] else owner,
        ),
        (Text("Đầu mối xuyên suốt", "Through-line lead"), row["lead_name"] or nobody),
        (Text("Người giao", "Given by"), row["assigner_name"] or "–"),
        (Text("Hạn", "Deadline"), _deadlines(found, locale)),
        (Text("Căn cứ", "Basis"), _basis(found, locale)),
        (Text("Hệ số quy đổi", "Factor"), _factor(found, locale)),
        (
            Text("Kế hoạch", "Plan"),
            Text("trong kế hoạch", "in the plan").in_(locale)
            if row["in_plan"]
            else Text(f"đột xuất: {row['sudden_reason']}", f"sudden: {row['sudden_reason']}").in_(locale),
        ),
    ]
    if row["priority"] != "normal":
        said.append((Text("Ưu tiên", "Priority"), PRIORITIES[row["priority"]].in_(locale)))
    for part in found.coordinations:
        due = f", {format_date(part['due_on'], locale)}" if part["due_on"] else ""
        words = f": {part['part']}" if part["part"] else ""
        said.append((Text("Đơn vị phối hợp", "Coordinating unit"), f"{part['name']}{words}{due}"))
    if row["withdrawn_reason"]:
        said.append((Text("Lý do thu hồi", "Why withdrawn"), row["withdrawn_reason"]))
    return [(label.in_(locale), words) for label, words in said]


def _deadlines(found: TaskPage, locale: Locale) -> str:
    row = found.row
    days = [row["original_deadline"], row["deadline"], row["due_on"]]
    shown = [day for place, day in enumerate(days) if day and day not in days[:place]]
    said = " → ".join(format_date(day, locale) for day in shown)
    if row["deadline_phrase"]:
        written = Text(f"văn bản ghi “{row['deadline_phrase']}”", f"written “{row['deadline_phrase']}”")
        said = f"{said} ({written.in_(locale)})" if said else written.in_(locale)
    return said or Text("chưa có", "none yet").in_(locale)


def _basis(found: TaskPage, locale: Locale) -> str:
    row = found.row
    parts = []
    if row["directive_number"]:
        day = format_date(row["directive_date"], locale)
        parts.append(
            Text(
                f"{row['directive_number']} ngày {day}, dòng {row['directive_row']}",
                f"{row['directive_number']} of {day}, row {row['directive_row']}",
            ).in_(locale)
        )
    if row["basis"]:
        parts.append(row["basis"])
    return "; ".join(parts) or "–"


def _factor(found: TaskPage, locale: Locale) -> str:
    row = found.row
    if row["factor_milli"] is None:
        return Text("chưa quy đổi (tạm tính hệ số 1)", "not converted yet (counted as 1)").in_(locale)
    whole, rest = divmod(row["factor_milli"], 1000)
    figure = f"{whole}.{rest:03}".rstrip("0").rstrip(".")
    if locale == "vi":
        figure = figure.replace(".", ",")
    return f"{figure} ({row['item_code']} {row['item_product'] or row['item_task'] or ''})".strip()


def chain(found: TaskPage, locale: Locale) -> list[tuple[str, str, str | None]]:
    """Who held the task from when, how it came and how it went."""
    links = []
    for each in found.holdings:
        since = format_date(clock.local_day(each["given_at"]), locale)
        reason = END_REASONS.get(each["end_reason"])
        origin = ORIGINS[each["origin"]].in_(locale) if each["origin"] != "ordinary" else ""
        said = [words for words in (origin, reason.in_(locale) if reason else "") if words]
        links.append((each["name"], since, "; ".join(said) or None))
    return links


def size_words(count: int, locale: Locale) -> str:
    """A file's size as people read it: 214 kB, 1,2 MB."""
    if count < 1000:
        return f"{count} byte"
    if count < 1_000_000:
        return f"{round(count / 1000)} kB"
    return f"{format_number(Fraction(count, 1_000_000), 1, locale)} MB"
