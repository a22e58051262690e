"""Tables of incidents under the codes of conduct."""

from piccolo.columns import Date, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.people.tables import Officer, Unit


class Incident(Table, tablename="incident"):
    """Vụ việc: an alleged breach of a conduct rule; only a confirmed one is evidence on a sheet."""

    id: Serial
    code = Varchar(length=30, unique=True)  # VV-2026-0012
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)  # of the day of the act (Art. 11.3.c)
    rule_code = Varchar(length=10)
    happened_on = Date()
    happened_time = Varchar(length=5, default="")  # "HH:MM" where known
    place = Varchar(length=300)
    facts = Text()
    source = Varchar(length=20)  # inspection, citizen, colleague, camera, other
    recorded_by = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict)
    recorded_at = Timestamptz()
    state = Varchar(length=20)  # recorded, confirmed, rejected
    concluded_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    concluded_at = Timestamptz(null=True, default=None)
    conclusion = Text(default="")
    statement = Text(default="")  # ý kiến của người được nêu
    statement_at = Timestamptz(null=True, default=None)
    version = Integer(default=1)
