"""The tests, one folder per purpose."""
