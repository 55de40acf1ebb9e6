"""Screens that stand in the hall: ticket machine, hall display, rating pad."""
