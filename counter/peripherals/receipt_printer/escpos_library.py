"""python-escpos with the one printer it needs to know, so that it loads in a tenth of the time.

At import the library parses its own list of a hundred printers (0.3 s in plain Python) unless the
environment names another file, and leaves a folder in the temporary folder.
"""

import os
import shutil

import resources

_FILE = "ESCPOS_CAPABILITIES_FILE"

with resources.path("devices/escpos.json") as _file:
    _before = os.environ.get(_FILE)
    os.environ[_FILE] = str(_file)
    try:
        from escpos import capabilities
        from escpos.constants import QR_ECLEVEL_M
        from escpos.printer import Dummy
    finally:
        if _before is None:
            del os.environ[_FILE]
        else:
            os.environ[_FILE] = _before

if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
    shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)

__all__ = ["QR_ECLEVEL_M", "Dummy", "capabilities"]
