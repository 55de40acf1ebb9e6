"""What the previous release could send and read is taken and told as before, or said to be over."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.releases.expanding import CONTRACTED, findings
from tests.releases.kept import Release
from tests.releases.making import accepted

Json = dict[str, Any]


def present() -> Json:
    """The present declaration as a release would keep it."""
    found: Json = json.loads(json.dumps(accepted()))
    return found


def test_nothing_the_previous_release_uses_was_taken_away(release: Release) -> None:
    assert [one for one in findings(release.accepted, present()) if one not in CONTRACTED] == []


def test_what_was_taken_away_on_purpose_is_away_and_has_its_reason(release: Release) -> None:
    found = findings(release.accepted, present())

    assert [one for one, why in CONTRACTED.items() if one not in found or not why] == []


def test_what_is_added_is_no_finding(release: Release) -> None:
    newer = copy.deepcopy(release.accepted)
    columns = newer["tables"]["visit"]["columns"]
    newer["tables"]["invention"] = copy.deepcopy(newer["tables"]["visit"])
    columns["invented"] = {"type": "INTEGER", "nullable": True}
    newer["kinds"] += [
        ["visit.open", 2, "clerk", "invention", "insert", ["invented"]],
        ["visit.open", 1, "director", "visit", "insert", ["day"]],
    ]
    newer["moves"].append(["visit", "open", "invented"])

    assert findings(release.accepted, newer) == []


def rule(made: Json, *head: Any) -> list[Any]:
    found: list[Any] = next(one for one in made["kinds"] if one[:5] == list(head))
    return found


def no_rule(made: Json) -> None:
    made["kinds"].remove(rule(made, "visit.open", 1, "clerk", "ticket", "update"))


def no_column_in_a_rule(made: Json) -> None:
    rule(made, "shift.close", 1, "clerk", "shift", "update")[5].remove("facts")


def another_version_instead(made: Json) -> None:
    for one in made["kinds"]:
        one[1] = 2 if one[0] == "shift.open" else one[1]


def no_move(made: Json) -> None:
    made["moves"].remove(["ticket", "called", "missed"])


def no_table(made: Json) -> None:
    del made["tables"]["promise"]


def no_column(made: Json) -> None:
    del made["tables"]["case"]["columns"]["seller"]


def a_longer_text(made: Json) -> None:
    made["tables"]["case"]["columns"]["seller"]["type"] = "VARCHAR(400)"


def a_value_that_may_be_missing(made: Json) -> None:
    made["tables"]["case"]["columns"]["applicant"]["nullable"] = True


def a_new_column_without_which_nothing_goes(made: Json) -> None:
    made["tables"]["visit"]["columns"]["new"] = {"type": "INTEGER", "nullable": False}


def a_parent_that_must_be_there(made: Json) -> None:
    made["tables"]["slip"]["refers"]["subject_id"] = "matter"


def a_new_uniqueness(made: Json) -> None:
    made["tables"]["visit"]["unique"].append([["ticket_id"], ""])


def no_more_edits(made: Json) -> None:
    made["tables"]["visit"]["closed"]["append_only"] = True


@pytest.mark.parametrize(
    ("mistake", "finding"),
    [
        (no_rule, "visit.open 1: clerk may no longer update ticket"),
        (no_column_in_a_rule, "shift.close 1: clerk may no longer update shift.facts"),
        (another_version_instead, "shift.open 1: clerk may no longer insert shift"),
        (no_move, "ticket: may no longer go from called to missed"),
        (no_table, "promise: is gone"),
        (no_column, "case.seller: is gone"),
        (a_longer_text, "case.seller: was VARCHAR(100) and is VARCHAR(400)"),
        (
            a_value_that_may_be_missing,
            "case.applicant: was VARCHAR(50) not null and is VARCHAR(50)",
        ),
        (a_new_column_without_which_nothing_goes, "visit.new: is new and must have a value"),
        (a_parent_that_must_be_there, "slip.subject_id: must be in matter first"),
        (a_new_uniqueness, "visit: ticket_id must be unique"),
        (no_more_edits, "visit: is append_only now"),
    ],
)
def test_each_way_to_contract_is_found(
    release: Release, mistake: Callable[[Json], None], finding: str
) -> None:
    newer = copy.deepcopy(release.accepted)
    mistake(newer)

    assert finding in findings(release.accepted, newer)
