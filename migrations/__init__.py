"""One line of migrations for all tables, run on both databases."""
