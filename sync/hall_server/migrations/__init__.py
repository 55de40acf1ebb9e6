"""The steps that bring an older queue to this program's tables."""
