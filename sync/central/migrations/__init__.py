"""The steps that bring an older central database to this program's tables."""
