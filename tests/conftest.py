"""What every test needs before the first import of Qt."""

import os

pytest_plugins = ["tests.postgres"]


def pytest_configure() -> None:
    # Tests draw without a screen; one that needs a real one starts its own process.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
