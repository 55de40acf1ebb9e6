"""Presenters: turn what the desk knows into screens and the clerk's keys into verbs; no Qt."""
