"""Moves change sets between the desk's database and the central database."""
