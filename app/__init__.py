"""Xuyên Suốt: public work followed to its end, and the evaluation that comes out of it."""
