"""Puts every word a person reads through gettext, so that a translation can be added later."""

import gettext
from typing import Final

# The words in the code are Simplified Chinese. No catalogue is shipped yet, so a text is its own
# translation; the domain is fixed here so that one place changes when a catalogue comes.
_TRANSLATIONS: Final = gettext.NullTranslations()


def _(text: str) -> str:
    """Translate one text shown on screen or printed on paper."""
    return _TRANSLATIONS.gettext(text)
