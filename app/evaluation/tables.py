"""Tables of the monthly evaluation."""

from piccolo.columns import Boolean, ForeignKey, Integer, OnDelete, Serial, Text, Timestamptz, Varchar
from piccolo.table import Table

from app.people.tables import Officer, Unit


class Sheet(Table, tablename="sheet"):
    """Phiếu theo dõi, đánh giá của một công chức trong một tháng (Mẫu 01)."""

    id: Serial
    officer = ForeignKey(Officer, null=False, on_delete=OnDelete.restrict, index=True)
    month = Varchar(length=7)  # YYYY-MM, unique with the officer
    unit = ForeignKey(Unit, null=False, on_delete=OnDelete.restrict)  # of that month
    post_title = Varchar(length=200)
    is_leader = Boolean()
    scorer = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)  # Art. 10
    scheme = Varchar(length=30)
    state = Varchar(length=20)  # open, self_scored, confirmed
    strengths = Text(default="")  # Mẫu 01 II.4
    weaknesses = Text(default="")  # II.5
    comment = Text(default="")  # II.6, by the authority
    self_scored_at = Timestamptz(null=True, default=None)
    confirmed_by = ForeignKey(Officer, null=True, default=None, on_delete=OnDelete.restrict)
    confirmed_at = Timestamptz(null=True, default=None)
    result = Varchar(length=20, default="")  # "", scored, insufficient
    total_numerator = Varchar(length=80, default="")  # exact, of the confirmed sheet
    total_denominator = Varchar(length=80, default="")
    total_hundredths = Integer(null=True, default=None)  # for lists only; never compared with a threshold
    level = Varchar(length=20, default="")
    snapshot = Text(default="")  # canonical JSON of evidence, rule and result when confirmed
    snapshot_hash = Varchar(length=64, default="")
    version = Integer(default=1)


class SheetPoint(Table, tablename="sheet_point"):
    """Điểm của một tiêu chí chung: what the person gave and what the head confirmed."""

    id: Serial
    sheet = ForeignKey(Sheet, null=False, on_delete=OnDelete.restrict, index=True)
    criterion = Varchar(length=10)  # unique with the sheet
    self_hundredths = Integer(null=True, default=None)
    confirmed_hundredths = Integer(null=True, default=None)
    self_words = Text(default="")
    reason = Text(default="")  # required where the two differ


class SheetPart(Table, tablename="sheet_part"):
    """Điểm d, đ, e của người lãnh đạo (Art. 15.3): 100 or 50 percent, chosen by a person with a ground."""

    id: Serial
    sheet = ForeignKey(Sheet, null=False, on_delete=OnDelete.restrict, index=True)
    part = Varchar(length=2)  # d, dd (đ), e; unique with the sheet
    percent = Integer()
    reason = Text(default="")
