"""Fictional data to try the program with; every identity number carries the unassigned area 371799."""
