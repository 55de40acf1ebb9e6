"""The texts people sign, from their data file."""

from typing import get_args

from counter.policy.entries import Entry, read_file
from counter.rules.consents import ConsentText
from counter.rules.policy_table import Mark

CONSENTS_FILE = "forms/consents.toml"
_FIELDS = (
    "item", "title", "version", "valid_from", "valid_to", "body", "who", "when", "required",
    "businesses", "basis", "mark", "brief", "releases", "without", "on_request",
)  # fmt: skip


def load_consents() -> tuple[ConsentText, ...]:
    """Load every text in every version; raises :class:`PolicyError`."""
    return read_consents(read_file(CONSENTS_FILE))


def read_consents(file: Entry) -> tuple[ConsentText, ...]:
    """Read the texts of one file; versions of an item must not overlap."""
    texts: list[ConsentText] = []
    for entry in file.tables("consent", "item"):
        text = _consent(entry)
        for other in texts:
            if other.item == text.item and _overlap(other, text):
                raise entry.wrong(f"version {text.version} overlaps version {other.version}")
        texts.append(text)
    return tuple(texts)


def _overlap(one: ConsentText, two: ConsentText) -> bool:
    earlier, later = sorted((one, two), key=lambda text: text.valid_from)
    return earlier.valid_to is None or earlier.valid_to >= later.valid_from


def _consent(entry: Entry) -> ConsentText:
    entry.only(_FIELDS)
    who = entry.texts("who")
    if not who or not set(who) <= {"B", "S"}:
        raise entry.wrong("who must be B, S or both")
    return ConsentText(
        item=entry.text("item"),
        title=entry.text("title"),
        version=entry.text("version"),
        valid_from=entry.day("valid_from"),
        valid_to=entry.optional_day("valid_to"),
        body=entry.text("body").strip(),
        who=who,
        when=entry.texts("when"),
        required=entry.switch("required", True),
        businesses=entry.texts("businesses"),
        basis=entry.text("basis", ""),
        mark=entry.choice("mark", get_args(Mark)),
        brief=entry.text("brief", ""),
        releases=entry.text("releases", ""),
        without=entry.text("without", ""),
        on_request=entry.switch("on_request", False),
    )
