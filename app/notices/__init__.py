"""Thông báo: who is told of which act, over which channel, once."""
