"""Who is asking: the person behind a request, with the roles held today."""

from dataclasses import dataclass

from app.errors import NotAllowed
from app.people.permissions import Permission, role, who_has
from app.text import Text


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held over a unit and all below it."""

    role: str
    unit_id: int
    unit_path: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person: identity, post of today, roles of today."""

    officer_id: int
    staff_code: str
    name: str
    post_title: str
    unit_id: int | None
    unit_name: str
    unit_path: str
    rank: str  # head, deputy, staff or "" without a post
    grants: tuple[Grant, ...]
    account_id: int = 0
    sign_in_id: str = ""
    must_change_password: bool = False
    shortcuts: bool = False

    def can(self, permission: Permission | str) -> bool:
        """Whether any role of today carries the permission, whatever its scope."""
        wanted = Permission(permission)
        if wanted in (Permission.PUBLIC, Permission.SIGNED_IN):
            return True
        return any(wanted in role(grant.role).permissions for grant in self.grants)

    def paths(self, permission: Permission) -> tuple[str, ...]:
        """The unit paths over which the permission is held; each covers everything below it."""
        return tuple(
            sorted({grant.unit_path for grant in self.grants if permission in role(grant.role).permissions})
        )

    def covers(self, permission: Permission, unit_path: str | None) -> bool:
        """Whether the permission is held over the unit of that path."""
        return unit_path is not None and any(unit_path.startswith(path) for path in self.paths(permission))

    def require(self, permission: Permission) -> None:
        """Raise ``NotAllowed`` naming who has the permission."""
        if not self.can(permission):
            raise NotAllowed(refusal(permission))


def refusal(permission: Permission) -> Text:
    """The sentence of the 403 page."""
    holders = who_has(permission)
    if not holders.vi:
        return Text("Không ai được mở trang này.", "Nobody may open this page.")
    return Text(f"Nội dung này dành cho: {holders.vi}.", f"This is for: {holders.en}.")
