"""Dữ liệu minh họa: an invented ward, its people and a year of their work.

The cast is both what the demonstration starts with and the world of the tests. Every name, unit and
document here is made up; none stands for a real person or office.
"""
