"""The programs of PostgreSQL are found, and run from wherever they must be put."""

import subprocess
from pathlib import Path

from sync.central.binaries import copied, embedded_binaries


def test_the_embedded_programs_run_from_a_copy(tmp_path: Path) -> None:
    binaries = copied(embedded_binaries(), tmp_path)

    for program in ("initdb", "postgres"):
        answer = subprocess.run(
            [binaries / program, "--version"], capture_output=True, text=True, check=False
        )
        assert answer.returncode == 0, answer.stderr
