"""``counter verify``: the audit chain of a profile, and its rows against its outbox."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from counter.cli import CommandFailed
from counter.store.chain import ChainReport, verify_chain
from counter.store.credentials import KeyringCredentials
from counter.store.folding import FoldReport, verify_rows
from counter.store.profile import default_folder, open_profile_database, read_profile
from counter.store.trouble import StoreTrouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which profile, and in which form."""
    parser.add_argument("--profile", type=Path, metavar="DIR", help="the profile's folder")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(options: argparse.Namespace) -> int:
    """Check everything and say the first thing that does not fit; status 1 when something does
    not.
    """
    folder = options.profile or default_folder(os.environ)
    try:
        profile = read_profile(folder)
        engine = open_profile_database(profile, KeyringCredentials(str(profile.id)))
        try:
            chain, rows = verify_chain(engine), verify_rows(engine, profile.ws)
        finally:
            engine.dispose()
    except StoreTrouble as trouble:
        raise CommandFailed(trouble.sentence) from None
    is_whole = chain.is_whole and rows.agrees
    sys.stdout.write(as_json(chain, rows) if options.json else as_text(chain, rows))
    return 0 if is_whole else 1


def as_json(chain: ChainReport, rows: FoldReport) -> str:
    """Both reports as one JSON document."""
    answer = {
        "ok": chain.is_whole and rows.agrees,
        "chain": asdict(chain),
        "rows": {
            "compared": rows.rows,
            "ratings": rows.ratings,
            "mismatches": [
                {"table": each.table, "key": str(each.key), "column": each.column}
                for each in rows.mismatches
            ],
        },
    }
    return json.dumps(answer, ensure_ascii=False, indent=1) + "\n"


def as_text(chain: ChainReport, rows: FoldReport) -> str:
    """Both reports in words."""
    lines = [f"审计链：已核对 {chain.checked} 个变更集，验证签名 {chain.signatures} 个。"]
    if not chain.is_whole:
        lines.append(
            f"第 {chain.bad_seq} 个变更集不符（{chain.fault}）。请保留文件，联系系统管理员。"
        )
    lines.append(f"数据：已核对 {rows.rows} 行，其中评价 {rows.ratings} 条。")
    lines.extend(
        f"不符：{each.table} {each.key} {each.column or '（整行）'}" for each in rows.mismatches
    )
    lines.append("全部相符。" if chain.is_whole and rows.agrees else "发现不符。")
    return "\n".join(lines) + "\n"
