"""The facts of one task in words: its summary, how its date is reckoned, the hands it went through."""

from datetime import date, timedelta
from fractions import Fraction

from app import clock
from app.formats import format_date, format_long_date, format_number
from app.tasks.flag_sql import Marks
from app.tasks.labels import END_REASONS, ORIGINS, PRIORITIES
from app.tasks.queries import TaskPage
from app.text import Locale, Text

MOST_DAYS_NAMED = 90  # days ahead whose holidays are named


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


def reckoning(found: TaskPage, marks: Marks, locale: Locale) -> list[str]:
    """How the date is reckoned, in sentences."""
    due = found.row["due_on"] or found.row["deadline"]
    if due is None:
        return []
    calendar, said = marks.calendar, []
    effective = calendar.effective_day(due)
    why = calendar.why_off(due)
    if why:
        said.append(
            Text(
                f"{format_long_date(due)} là ngày nghỉ ({why.vi}): hạn tính đến hết {format_long_date(effective)}"
                " (khoản 5 Điều 148 Bộ luật Dân sự 2015).",
                f"{format_long_date(due, 'en')} is a day off ({why.en}): the deadline runs to the end of "
                f"{format_long_date(effective, 'en')} (Civil Code 2015, Art. 148.5).",
            )
        )
    else:
        said.append(
            Text(
                f"Hạn tính đến hết {format_long_date(due)}.",
                f"The deadline runs to the end of {format_long_date(due, 'en')}.",
            )
        )
    next_day = effective + timedelta(days=1)
    said.append(
        Text(
            f"Nộp từ {format_date(next_day)} là chậm; tính theo giờ máy chủ lúc nộp, không theo lúc duyệt.",
            f"A submission from {format_date(next_day, 'en')} on is late, by the server's time of submitting, "
            "not of acceptance.",
        )
    )
    if found.line.row["state"] in ("given", "in_progress", "awaiting_person") and effective >= marks.today:
        said.append(_left(due, effective, marks))
    if calendar.provisional(effective.year):
        said.append(
            Text(
                f"Lịch nghỉ năm {effective.year} chưa được công bố: tạm tính.",
                f"The holidays of {effective.year} are not announced yet: provisional.",
            )
        )
    return [words.in_(locale) for words in said]


def _left(due: date, effective: date, marks: Marks) -> Text:
    left = marks.calendar.working_days_left(due, marks.today)
    ahead = min((effective - marks.today).days, MOST_DAYS_NAMED)
    days = [marks.today + timedelta(days=n) for n in range(1, ahead + 1)]
    named = [(day, marks.calendar.holiday_name(day)) for day in days]
    off = [(day, name) for day, name in named if name]
    vi = "; ".join(f"{format_date(day)} {name.vi}" for day, name in off)
    en = "; ".join(f"{format_date(day, 'en')} {name.en}" for day, name in off)
    return Text(
        f"Còn {left} ngày làm việc, không tính hôm nay, thứ Bảy, Chủ nhật{' và ' + vi if vi else ''}.",
        f"{left} working days left, without today, weekends{' and ' + en if en else ''}.",
    )


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
