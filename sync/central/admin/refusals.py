"""How administration says no."""


class NotDone(Exception):
    """What was asked cannot be done; the text is one sentence for the administrator, with the next
    step."""
