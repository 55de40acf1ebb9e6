"""``counter doctor``: each thing a workstation needs, in order or what to do about it."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from counter.doctor.examination import examine
from counter.doctor.findings import Finding, State
from counter.doctor.workstation import checks_of
from counter.store.profile import default_folder

_WORDS: Final = {State.OK: "正常", State.NOT_OK: "不正常", State.SKIPPED: "未检查"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which profile, and in which form."""
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the profile's folder")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Check everything; status 1 when something the workstation needs is not in order."""
    folder = options.profile or default_folder(os.environ)
    checks = checks_of(folder, os.environ, named=options.profile is not None)
    findings = tuple(examine(checks))
    sys.stdout.write(as_json(findings) if options.json else as_text(findings))
    return 1 if any(finding.fails for finding in findings) else 0


def as_text(findings: Sequence[Finding]) -> str:
    """One line for each thing."""
    return "".join(
        f"[{_WORDS[finding.state]}] {finding.subject.title}：{finding.sentence}\n"
        for finding in findings
    )


def as_json(findings: Sequence[Finding]) -> str:
    """The same as one JSON document."""
    answer = {
        "ok": not any(finding.fails for finding in findings),
        "findings": [
            {
                "name": finding.subject.name,
                "title": finding.subject.title,
                "state": finding.state.value,
                "needed": finding.needed,
                "sentence": finding.sentence,
            }
            for finding in findings
        ],
    }
    return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
