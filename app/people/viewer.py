"""Who is asking: the person behind a request, with the roles held today and the rights used in another's place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.errors import NotAllowed
from app.people.delegation import scope_of
from app.people.permissions import Permission, role, who_has
from app.text import Text


@dataclass(frozen=True, slots=True)
class InPlaceOf:
    """By which delegation a right is used: whose it is, how much of it, for which days."""

    officer: int
    scope: str
    first: date
    last: date
    with_backlog: bool


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held over a unit and all below it; with ``in_place_of`` the right is another's, used for them."""

    role: str
    unit_id: int
    unit_path: str
    in_place_of: InPlaceOf | None = None

    @property
    def for_officer(self) -> int | None:
        """In whose place the right is used; None where it is one's own."""
        return self.in_place_of.officer if self.in_place_of else None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What it carries."""
        return (
            scope_of(self.in_place_of.scope).permissions if self.in_place_of else role(self.role).permissions
        )

    @property
    def gives(self) -> bool:
        """Whether work is given by it, and not only decided on."""
        return scope_of(self.in_place_of.scope).gives if self.in_place_of else True


@dataclass(frozen=True, slots=True)
class Viewer:
    """The signed-in person: identity, post of today, roles of today.

    ``paths`` and ``covers`` speak of the person's own right. What is used in another's place is bound to a
    scope and to days: it is asked for by ``reach`` and ``reaches``, and by the rules of each task.
    """

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
    units: tuple[tuple[str, int], ...] = ()  # path and id of every unit that a role held today reaches
    outside: tuple[int, ...] | None = None  # bodies outside the tree; None: not asked for

    @property
    def in_place(self) -> tuple[Grant, ...]:
        """The rights used today in another's place."""
        return tuple(grant for grant in self.grants if grant.in_place_of)

    def can(self, permission: Permission | str) -> bool:
        """Whether anything held today carries the permission, whatever its scope: the door of a page."""
        wanted = Permission(permission)
        if wanted in (Permission.PUBLIC, Permission.SIGNED_IN):
            return True
        return any(wanted in grant.permissions for grant in self.grants)

    def paths(self, permission: Permission) -> tuple[str, ...]:
        """The unit paths over which the permission is one's own; each covers everything below it."""
        return _paths(self.grants, permission, own=True)

    def reach(self, permission: Permission) -> tuple[str, ...]:
        """The unit paths over which the permission is one's own or used in another's place."""
        return _paths(self.grants, permission, own=False)

    def covers(self, permission: Permission, unit_path: str | None) -> bool:
        """Whether the permission is one's own over the unit of that path."""
        return _lies_in(unit_path, self.paths(permission))

    def reaches(self, permission: Permission, unit_path: str | None) -> bool:
        """Whether the permission is held over the unit of that path, in one's own right or in another's place."""
        return _lies_in(unit_path, self.reach(permission))

    def units_in(self, paths: Iterable[str]) -> tuple[int, ...] | None:
        """The ids of the units in these trees, as they stood when the viewer was asked for.

        None where a tree reaches beyond the viewer's roles, so that its units are not known here.
        """
        trees = tuple(paths)
        if not all(any(tree.startswith(grant.unit_path) for grant in self.grants) for tree in trees):
            return None
        return tuple(unit for path, unit in self.units if path.startswith(trees))

    def gives_for(self, permission: Permission, unit_path: str | None) -> Grant | None:
        """The right used in another's place by which new work may be given or drafted in that unit."""
        held = (each for each in self.in_place if each.gives and permission in each.permissions)
        return next((each for each in held if _lies_in(unit_path, (each.unit_path,))), None)

    def require(self, permission: Permission) -> None:
        """Raise ``NotAllowed`` naming who has the permission."""
        if not self.can(permission):
            raise NotAllowed(refusal(permission))


def _paths(grants: tuple[Grant, ...], permission: Permission, *, own: bool) -> tuple[str, ...]:
    held = (grant for grant in grants if not (own and grant.in_place_of))
    return tuple(sorted({grant.unit_path for grant in held if permission in grant.permissions}))


def _lies_in(unit_path: str | None, paths: tuple[str, ...]) -> bool:
    return unit_path is not None and any(unit_path.startswith(path) for path in paths)


def refusal(permission: Permission) -> Text:
    """The sentence of the 403 page."""
    holders = who_has(permission)
    if not holders.vi:
        return Text("Không ai được mở trang này.", "Nobody may open this page.")
    return Text(f"Nội dung này dành cho: {holders.vi}.", f"This is for: {holders.en}.")
