"""Asks a verb that must refuse, and gives back why."""

from collections.abc import Callable

import pytest

from counter.workflows.refusals import Refused


def refusal_of(verb: Callable[[], object]) -> Refused:
    """The refusal; its sentence is Chinese and says what to do."""
    with pytest.raises(Refused) as caught:
        verb()
    assert caught.value.sentence.endswith("。")
    assert not caught.value.sentence.isascii()
    return caught.value


def refused(verb: Callable[[], object]) -> str:
    """The code of the refusal."""
    return refusal_of(verb).code
