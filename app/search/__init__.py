"""Tìm kiếm: one box over everything that the viewer may see, and the lists that one keeps under a name."""
