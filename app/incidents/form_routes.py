"""What the forms of incidents share: the catalogue for a select, and files that were sent along."""

from app.incidents.commands import Upload
from app.incidents.conduct import CONDUCT_RULES, INSTRUMENTS
from app.text import Locale, Text
from app.web.forms import Form

Options = list[tuple[str, list[tuple[str, str]]]]


def rule_options(locale: Locale) -> Options:
    """The catalogue for a select, under the instrument that each rule is taken from."""
    return [
        (
            f"{instrument.number} – {instrument.title.in_(locale)}",
            [
                (rule.code, f"{rule.code} – {rule.text.in_(locale)}")
                for rule in CONDUCT_RULES
                if rule.instrument is instrument
            ],
        )
        for instrument in INSTRUMENTS
        if any(rule.instrument is instrument for rule in CONDUCT_RULES)
    ]


async def uploads_of(form: Form) -> list[Upload]:
    """The files sent along: their names and bytes; whether they are taken is the commands' question."""
    return [(file.filename, await file.read()) for file in form.files("evidence")]


def ask_for_files_again(form: Form) -> None:
    """Browsers do not keep chosen files when a form comes back."""
    if form.files("evidence"):
        form.mistake(
            "evidence",
            Text(
                "Chọn lại tệp minh chứng: trình duyệt không giữ tệp khi biểu mẫu cần sửa.",
                "Choose the evidence files again: browsers do not keep them when a form needs correcting.",
            ),
        )
