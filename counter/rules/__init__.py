"""The fund's policy as pure functions over plain values: no Qt, no database, no clock, no files."""
