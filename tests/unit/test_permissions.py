"""Roles are sets of permissions held over a part of the tree."""

import pytest

from app.errors import NotAllowed
from app.people.permissions import ROLES, Permission, who_has
from app.people.viewer import Grant, Viewer


def viewer(*grants: Grant) -> Viewer:
    return Viewer(1, "CB001", "Người Giả Định", "Công chức", 2, "Phòng A", "/1/2/", "staff", grants)


def test_a_head_covers_the_own_unit_and_those_below_it_only():
    head = viewer(Grant("unit_head", 2, "/1/2/"))
    assert head.covers(Permission.TASK_ASSIGN, "/1/2/")
    assert head.covers(Permission.TASK_ASSIGN, "/1/2/7/")
    assert not head.covers(Permission.TASK_ASSIGN, "/1/")
    assert not head.covers(Permission.TASK_ASSIGN, "/1/22/")
    assert not head.covers(Permission.TASK_ASSIGN, None)


def test_an_inspector_reads_and_changes_no_score():
    inspector = viewer(Grant("inspector", 1, "/1/"))
    assert inspector.can(Permission.SHEET_READ)
    assert not inspector.can(Permission.SHEET_CONFIRM)
    assert not inspector.can(Permission.TASK_ASSIGN)


def test_an_administrator_reads_no_sheet_and_no_incident():
    administrator = viewer(Grant("administrator", 1, "/1/"))
    assert not administrator.can(Permission.SHEET_READ)
    assert not administrator.can(Permission.INCIDENT_READ)


def test_a_refusal_says_who_has_the_permission():
    with pytest.raises(NotAllowed) as refused:
        viewer().require(Permission.SHEET_CONFIRM)
    assert "Thủ trưởng đơn vị" in refused.value.text.vi
    assert who_has(Permission.HISTORY_READ).vi == "Quản trị hệ thống, Thanh tra, kiểm tra"


def test_without_a_role_nothing_but_the_own_account_is_open():
    nobody = viewer()
    open_to_all = {p for p in Permission if nobody.can(p)}
    assert open_to_all == {Permission.PUBLIC, Permission.SIGNED_IN}


def test_every_permission_is_carried_by_some_role():
    carried = set().union(*(role.permissions for role in ROLES)) | {Permission.PUBLIC}
    assert carried == set(Permission)
