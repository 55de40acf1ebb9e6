"""Reads one table of a TOML file field by field; errors name file, entry and what is wrong."""

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import resources


class PolicyError(ValueError):
    """A policy, checklist or consent file cannot be used; the sentence names file and entry."""


@dataclass(frozen=True)
class Entry:
    """One table of a file, with the words that find it again."""

    file: str
    name: str
    fields: Mapping[str, object]

    def wrong(self, what: str) -> PolicyError:
        """Return the error that says what is wrong with this entry."""
        return PolicyError(f"{self.file}: {self.name}: {what}")

    def only(self, allowed: Iterable[str]) -> None:
        """Raise :class:`PolicyError` for a field nobody reads: a slip must not be lost."""
        unknown = sorted(set(self.fields) - set(allowed))
        if unknown:
            raise self.wrong(f"unknown field {', '.join(unknown)}")

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that is not empty, or the default when the field is absent."""
        value = self.fields.get(field, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.wrong(f"{field} must be a text")
        return value

    def whole(self, field: str, default: int | None = None) -> int:
        """Return a whole number not below zero."""
        value = self.fields.get(field, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(f"{field} must be a whole number not below zero")
        return value

    def switch(self, field: str, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self.fields.get(field, default)
        if not isinstance(value, bool):
            raise self.wrong(f"{field} must be true or false")
        return value

    def day(self, field: str) -> dt.date:
        """Return a date; TOML dates and ISO texts (from the centre) are both read."""
        found = self.optional_day(field)
        if found is None:
            raise self.wrong(f"{field} is missing")
        return found

    def optional_day(self, field: str) -> dt.date | None:
        """Return a date, or None when the field is absent."""
        value = self.fields.get(field)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                return dt.date.fromisoformat(value)
            except ValueError:
                raise self.wrong(f"{field} must be a date such as 2026-01-01") from None
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            raise self.wrong(f"{field} must be a date such as 2026-01-01")
        return value

    def decimal(self, field: str, places: int = 6) -> Decimal:
        """Return an exact number written as text (never a float), not below zero."""
        return self.exact(field, self.fields.get(field), places)

    def exact(self, field: str, value: object, places: int = 6) -> Decimal:
        """Return ``value`` as an exact number with at most ``places`` decimals."""
        complaint = f"{field} must be a number in quotes with at most {places} decimals"
        if not isinstance(value, str) or not value.isascii():
            raise self.wrong(complaint)
        try:
            number = Decimal(value)
        except InvalidOperation:
            raise self.wrong(complaint) from None
        exponent = number.as_tuple().exponent
        if not isinstance(exponent, int) or -exponent > places or exponent > 0 or number < 0:
            raise self.wrong(complaint)
        return number

    def choice(self, field: str, allowed: Iterable[str], default: str | None = None) -> str:
        """Return a text that is one of the allowed ones."""
        value, choices = self.fields.get(field, default), tuple(allowed)
        if not isinstance(value, str) or value not in choices:
            raise self.wrong(f"{field} must be one of {', '.join(choices)}")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """Return a list of texts; an absent field is an empty list."""
        value = self.fields.get(field, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(f"{field} must be a list of texts")
        return tuple(value)

    def tables(self, field: str, label: str = "id") -> tuple["Entry", ...]:
        """Return the entries of a list of tables, named by their ``label`` field or place."""
        value = self.fields.get(field, [])
        if not isinstance(value, list | tuple):
            raise self.wrong(f"{field} must be a list of tables")
        return tuple(
            self._inner(field, label, number, item) for number, item in enumerate(value, start=1)
        )

    def _inner(self, field: str, label: str, number: int, item: object) -> "Entry":
        if not isinstance(item, Mapping):
            raise self.wrong(f"{field} number {number} must be a table")
        found = item.get(label)
        word = found if isinstance(found, str) else f"number {number}"
        name = f"{field} {word}" if self.name == "file" else f"{self.name}, {field} {word}"
        return Entry(self.file, name, item)


def read_file(name: str) -> Entry:
    """Read a TOML data file by its resource name; raises :class:`PolicyError`."""
    return parse_file(name, resources.read_text(name))


def parse_file(name: str, text: str) -> Entry:
    """Parse the text of a TOML data file."""
    try:
        return Entry(name, "file", tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PolicyError(f"{name}: cannot be read: {error}") from None
