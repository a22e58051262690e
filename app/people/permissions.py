"""Quyền: the register of permissions and of the roles that carry them.

A route names one permission; a route that names none answers 403. A role is held over a unit and
everything below it (``RoleGrant`` rows, with dates and the deciding document).
"""

from dataclasses import dataclass
from enum import StrEnum

from app.text import Text


class Permission(StrEnum):
    """What a person may do; the value stands in routes' ``permission=``."""

    PUBLIC = "public"  # no sign-in needed
    SIGNED_IN = "signed_in"  # anybody with an account
    OWN_WORK = "own_work"  # receive, report, submit, hand back what is one's own
    TASK_READ = "task_read"  # read the tasks of the scope
    TASK_ASSIGN = "task_assign"  # assign, accept, return, withdraw, decide on hand-overs
    TASK_DRAFT = "task_draft"  # write drafts, give work to a unit
    TASK_IMPORT = "task_import"  # import annexes of the scope; never in another's place
    DELEGATE = "delegate"  # give one's own right over a unit to a deputy, or record that it was given
    CATALOGUE_MANAGE = "catalogue_manage"
    INCIDENT_RECORD = "incident_record"
    INCIDENT_READ = "incident_read"
    INCIDENT_CONCLUDE = "incident_conclude"
    SHEET_OWN = "sheet_own"
    SHEET_CONFIRM = "sheet_confirm"
    SHEET_READ = "sheet_read"
    REPORT_READ = "report_read"
    HISTORY_READ = "history_read"
    PEOPLE_MANAGE = "people_manage"


P = Permission


@dataclass(frozen=True, slots=True)
class Role:
    """Vai trò: a named set of permissions."""

    code: str
    name: Text
    permissions: frozenset[Permission]


_OWN = {P.SIGNED_IN, P.OWN_WORK, P.SHEET_OWN, P.INCIDENT_RECORD}

ROLES: tuple[Role, ...] = (
    Role(
        "administrator",
        Text("Quản trị hệ thống", "Administrator"),
        frozenset({P.SIGNED_IN, P.PEOPLE_MANAGE, P.CATALOGUE_MANAGE, P.HISTORY_READ, P.DELEGATE}),
    ),
    Role(
        "unit_head",
        Text("Thủ trưởng đơn vị", "Unit head"),
        frozenset(
            {
                *_OWN,
                P.TASK_READ,
                P.TASK_ASSIGN,
                P.TASK_DRAFT,
                P.TASK_IMPORT,
                P.DELEGATE,
                P.INCIDENT_READ,
                P.INCIDENT_CONCLUDE,
                P.SHEET_CONFIRM,
                P.SHEET_READ,
                P.REPORT_READ,
            }
        ),
    ),
    Role(
        "deputy",
        Text("Cấp phó", "Deputy"),
        frozenset({*_OWN, P.TASK_READ, P.TASK_ASSIGN, P.TASK_DRAFT, P.TASK_IMPORT, P.REPORT_READ}),
    ),
    Role("staff", Text("Công chức", "Staff"), frozenset(_OWN)),
    Role(
        "inspector",
        Text("Thanh tra, kiểm tra", "Inspector"),
        frozenset({*_OWN, P.TASK_READ, P.INCIDENT_READ, P.SHEET_READ, P.REPORT_READ, P.HISTORY_READ}),
    ),
    Role(
        "clerk",
        Text("Văn thư", "Clerk"),
        frozenset({*_OWN, P.TASK_READ, P.TASK_DRAFT, P.TASK_IMPORT, P.CATALOGUE_MANAGE}),
    ),
)

_BY_CODE = {role.code: role for role in ROLES}


def role(code: str) -> Role:
    """The role of that code; ``KeyError`` when there is none."""
    return _BY_CODE[code]


def who_has(permission: Permission) -> Text:
    """The names of the roles that carry ``permission``, for the page that says no."""
    holders = [each.name for each in ROLES if permission in each.permissions]
    return Text(
        ", ".join(name.vi for name in holders),
        ", ".join(name.en for name in holders),
    )
