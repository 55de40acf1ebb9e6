"""Waits for conditions, never for time."""

import time
from collections.abc import Callable


def wait_until(is_so: Callable[[], bool], seconds: float = 10.0) -> float:
    """Look again and again until it is so; gives how long it took."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > seconds:
            raise AssertionError("it did not come about in time")
        time.sleep(0.01)
    return time.monotonic() - began
