"""The engine under virtual time, and the same parts against a real PostgreSQL."""
