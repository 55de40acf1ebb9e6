"""The encrypted local database: opens under its key, with its settings, whole page by page."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Engine

from counter.doctor.findings import Check, Finding, Subject
from counter.store.trouble import StoreTrouble

SUBJECT: Final = Subject("database", "本机数据库")
# SQLCipher's own check reads every page and compares its HMAC; SQLite's then compares the tables.
_QUESTIONS: Final = (("PRAGMA cipher_integrity_check", None), ("PRAGMA quick_check", "ok"))


def check_database(open_engine: Callable[[], Engine]) -> Check:
    """Open the profile's database, which asserts its settings, and check every page."""
    return Check((SUBJECT,), 15, lambda: (_look(open_engine),))


def _look(open_engine: Callable[[], Engine]) -> Finding:
    try:
        engine = open_engine()
        try:
            whole = _is_whole(engine)
        finally:
            engine.dispose()
    except StoreTrouble as trouble:
        return SUBJECT.not_ok(trouble.sentence)
    if not whole:
        return SUBJECT.not_ok("本机数据库文件已损坏。请停止办理，保留文件，联系系统管理员恢复。")
    return SUBJECT.ok("能打开，设置和完整性正常。")


def _is_whole(engine: Engine) -> bool:
    with engine.connect() as connection:
        for question, healthy in _QUESTIONS:
            answer = connection.exec_driver_sql(question).scalars().all()
            if answer != ([] if healthy is None else [healthy]):
                return False
    return True
