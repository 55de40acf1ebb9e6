"""What must live without a screen is imported with Qt blocked."""

import subprocess
import sys

PROGRAM = """
import importlib, pkgutil, re, sys

sys.modules["PyQt6"] = None
MAY_USE_QT = re.compile(
    r"counter\\.(app\\w*|tour\\w*|desk\\w*|commands\\.\\w+|bench\\.(?:painted|call|desk|at_work)|__main__)(\\.|$)"
    # Of the windows, what they show and who decides it live without a screen.
    r"|counter\\.windows\\.(?!screen(\\.|$)|presenters(\\.|$))"
    r"|sync\\.qt_bridge$"
    r"|counter\\.peripherals\\.\\w+\\.qt$"
    r"|.*\\.migrations(\\.|$)"
)

def walk(package):
    for found in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        if not MAY_USE_QT.match(found.name):
            module = importlib.import_module(found.name)
            sys.stdout.write(found.name + "\\n")
            if found.ispkg:
                walk(module)

for name in ("counter", "sync", "resources"):
    walk(importlib.import_module(name))
"""


def test_everything_headless_imports_without_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    imported = set(done.stdout.split())
    assert {"counter.cli", "counter.rules", "counter.store", "counter.workflows"} <= imported
    assert {"counter.windows.screen", "counter.windows.presenters.desk"} <= imported
    assert {"counter.peripherals.id_reader.sam", "counter.i18n", "sync.central"} <= imported
