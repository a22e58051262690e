"""Vụ việc theo các bộ quy tắc ứng xử."""
