"""Who decides what the hall's screens show; without Qt."""
