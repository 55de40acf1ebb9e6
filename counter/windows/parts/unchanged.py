"""Parts that are told again what they show already do nothing: no layout, no paint."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from PyQt6.QtWidgets import QWidget

from counter.windows.style import type_column

Part = TypeVar("Part", bound=QWidget)
Values = ParamSpec("Values")


def only_changes(
    show: Callable[Concatenate[Part, Values], None],
) -> Callable[Concatenate[Part, Values], None]:
    """Let a part's ``show_…`` run only for values, or a size of type, that it did not show last.

    The values must be frozen and hold everything the part shows.
    """
    last = f"_last_{show.__name__}"

    @wraps(show)
    def shown(part: Part, /, *values: Values.args, **named: Values.kwargs) -> None:
        now = (type_column(), values, named)
        if part.__dict__.get(last) != now:
            part.__dict__[last] = now
            show(part, *values, **named)

    return shown
