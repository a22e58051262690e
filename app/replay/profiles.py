"""Which columns of a log mean what. A profile is one kind of log; to add one: an entry in ``PROFILES``."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """The columns of one kind of log. ``start`` and ``responsible`` may be absent from the file."""

    code: str
    case: str
    holder: str
    at: str
    deadline: str
    end: str
    start: str
    responsible: str

    @property
    def needed(self) -> tuple[str, ...]:
        """Columns without which the figures cannot be counted."""
        return (self.case, self.holder, self.at, self.deadline, self.end)

    @property
    def known(self) -> tuple[str, ...]:
        """Every column that is read."""
        return (*self.needed, self.start, self.responsible)


#: Building permits of a municipality, in the column names of the XES standard.
PERMITS = Profile(
    code="permits",
    case="case:concept:name",
    holder="org:resource",
    at="time:timestamp",
    deadline="case:deadline",
    end="case:enddate",
    start="case:startdate",
    responsible="case:responsible",
)

PROFILES = {profile.code: profile for profile in (PERMITS,)}
