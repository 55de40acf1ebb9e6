"""Starts the command line for ``python -m counter``."""

import sys

from counter.cli import main

if __name__ == "__main__":
    sys.exit(main())
