"""The steps that bring an older local file to this program's tables."""

REVISIONS = (
    *("0001", "0005", "0006", "0007", "0008", "0009", "0010", "0011", "0012", "0013"),
    *("0014", "0015"),
)
"""Every revision this program knows, oldest first; a file of any other was written by a newer
program.
"""

HEAD = REVISIONS[-1]
