"""One citizen's visit end to end through the real windows, and what it proves."""
