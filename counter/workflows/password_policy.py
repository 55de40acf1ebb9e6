"""Says whether a new password is good enough: long, mixed, not a well-known one, not about oneself.

The rule follows GB/T 22239-2019 (等保三级, 8.1.4.1 身份鉴别) as assessors read it: at least 10
characters from three of four classes, changed when it runs out, not a word everybody tries first.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import resources
from counter.i18n import _
from counter.store.sealed_keys import PASSWORD_LIMIT

LEAST_LENGTH: Final = 10
_LEAST_CLASSES: Final = 3
# What must remain once known words, dates and keyboard rows are taken out.
_LEAST_OWN: Final = 6
_LEAST_DISTINCT: Final = 5

_ROWS: Final = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN: Final = 4
_DATE: Final = re.compile(r"(19|20)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01])?)?")
_REPEATED: Final = re.compile(r"(.)\1{2,}")
_LOOK_ALIKE: Final = str.maketrans("01345$@!7", "oleassait")

_SENTENCES: Final = {
    "length": "密码至少10个字符。请再加长一些，可以用几个词连起来。",
    "too_long": "密码最多128个字符。请缩短后再试。",
    "characters": "密码中有看不见的字符（如换行）。请直接输入，不要粘贴。",
    "classes": "密码要有大写字母、小写字母、数字、其他符号中的三类。请补充后再试。",
    "personal": "密码中不能有本人的姓名、工号、电话或证件号码。请换一个。",
    "common": "这个密码太容易被猜到。请换成别人想不到的词或句子。",
}


@dataclass(frozen=True)
class Weakness:
    """Why a password is refused: a stable code, and the sentence that says what to do."""

    code: str
    sentence: str


@dataclass(frozen=True)
class PasswordPolicy:
    """The rule for new passwords, with the words nobody may build one from."""

    blocked: tuple[str, ...]

    def weakness(self, password: str, personal: Iterable[str] = ()) -> Weakness | None:
        """What is wrong with a password, or nothing; ``personal`` are facts about its owner."""
        code = _plain_fault(password)
        if not code:
            text = unicodedata.normalize("NFKC", password).casefold()
            code = _personal_fault(text, personal) or self._common_fault(text)
        return Weakness(code, _(_SENTENCES[code])) if code else None

    def _common_fault(self, text: str) -> str:
        own = _fold(_DATE.sub("", _without_runs(text)))
        for word in self.blocked:
            own = own.replace(word, "")
        own = _REPEATED.sub("", own)
        return "common" if len(own) < _LEAST_OWN or len(set(own)) < _LEAST_DISTINCT else ""


def load_password_policy() -> PasswordPolicy:
    """Read the block list that ships with the program."""
    lines = resources.read_text("passwords/blocked.txt").splitlines()
    words = {_fold(line) for line in lines if line and not line.startswith("#")}
    # Longest first: "password" goes before "pass" would leave "word" behind.
    return PasswordPolicy(tuple(sorted(words, key=lambda word: (-len(word), word))))


def _plain_fault(password: str) -> str:
    if len(password) > PASSWORD_LIMIT:
        return "too_long"
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for char in password):
        return "characters"
    if len(password) < LEAST_LENGTH:
        return "length"
    return "classes" if len({_class_of(char) for char in password}) < _LEAST_CLASSES else ""


def _class_of(char: str) -> str:
    if char.isascii() and char.isdigit():
        return "digit"
    if char.isascii() and char.isalpha():
        return "upper" if char.isupper() else "lower"
    return "other"


def _personal_fault(text: str, personal: Iterable[str]) -> str:
    folded = _fold(text)
    for fact in personal:
        plain = unicodedata.normalize("NFKC", fact).casefold()
        # Two Latin letters are in every password; two Chinese characters are a name.
        long_enough = len(plain) >= (_RUN if plain.isascii() else 2)
        if long_enough and (plain in text or _fold(plain) in folded):
            return "personal"
    return ""


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LOOK_ALIKE)
    return re.sub(r"[\s._*#&+=~^-]+", "", folded)


def _without_runs(text: str) -> str:
    runs = [row[::step] for row in _ROWS for step in (1, -1)]
    for length in range(max(map(len, _ROWS)), _RUN - 1, -1):
        for row in runs:
            for start in range(len(row) - length + 1):
                text = text.replace(row[start : start + length], "")
    return text
