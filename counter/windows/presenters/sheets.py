"""What was chosen on a sheet, as work: which verb it is and what is said while it runs."""

from dataclasses import dataclass
from typing import cast

from counter.i18n import _
from counter.windows.presenters import drills, holds, parked, promises, thumbs
from counter.windows.presenters.facts import Hands, Worked
from counter.windows.presenters.sight import Sight, Work
from counter.workflows.desk_parts.consents import ThumbGiven


@dataclass(frozen=True)
class Chosen:
    """Work and the words while it runs; without words it only looks something up."""

    work: Work
    busy: str = ""


def look_again(hands: Hands, sight: Sight) -> Worked:
    """After a refusal, or asked for a list: others may have moved what this desk shows."""
    return Worked(sight.facts)


LISTS: dict[str, Work] = {
    "queue": look_again,
    "to_check": parked.list_all,
    "promises": look_again,
}
"""Sheets that read anew when they are laid: others may have changed what stands on them."""


def chosen(name: str, value: object) -> Chosen | None:
    """What a choice on a sheet does; nothing for a choice of a page.

    A password among it goes no further than its work.
    """
    saving = _("正在保存…")
    match name:
        case "look_at":
            return Chosen(parked.LookAt(cast(int, value)))
        case "decided":
            return Chosen(parked.Decide(*cast(tuple[dict[str, str], str, str], value)), saving)
        case "promise":
            return Chosen(promises.Make(*cast(tuple[str, str, str], value)), saving)
        case "told":
            return Chosen(promises.Tell(cast(str, value)), saving)
        case "drill":
            return Chosen(drills.Start(*cast(tuple[bool, int], value)), saving)
        case "thumb":
            given = ThumbGiven(*cast(tuple[bool, bool, str, str], value))
            return Chosen(thumbs.Press(given), thumbs.CHECKING)
        case _:
            work = holds.picked(name, str(value))
            # Looking for a number saves nothing and leaves what is being written alone.
            return None if work is None else Chosen(work, "" if name == "find" else saving)
