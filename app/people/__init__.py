"""Đơn vị, cán bộ công chức, quyền và đăng nhập."""
