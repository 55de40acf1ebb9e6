import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter.policy import load_policy
from counter.rules.eligibility import HomeKind, LoanFacts, Outcome, judge
from counter.rules.plain_values import BadFacts, from_plain

CASE = """{
  "accepted_on": "2026-11-23",
  "borrower": {"doc_number": "371799198506150016", "marital": "10", "phone": "13800002607",
    "account": {"status": "01", "consecutive_months": 62, "base": "6800.00", "balance": "31420.55"},
    "open_loans": 0, "in_flight": ["提取"]},
  "spouse": null,
  "home": {"kind": "ready", "order": "first", "address": "泽岸新筑3号楼2单元1102室",
    "area": "104.36", "inner_area": null, "price": "765000", "down_payment": "465000.0"},
  "request": {"amount": "300000.00", "months": 240, "method": "equal-principal"},
  "guarantee": {"kind": "01", "filled": ["property_address"]}
}"""


def case(**changes: Any) -> dict[str, Any]:
    """Return the case with fields changed, ``home__area=…`` reaching inside."""
    document = json.loads(CASE)
    for name, value in changes.items():
        *path, last = name.split("__")
        place = document
        for step in path:
            place = place[step]
        place[last] = value
    return dict(document)


def test_a_written_case_is_read_and_judged() -> None:
    facts = from_plain(LoanFacts, case())

    assert (facts.home.kind, facts.borrower.in_flight) == (HomeKind.READY, ("提取",))
    rows = {row.code: row.outcome for row in judge(facts, load_policy()).rows}
    assert (rows["in_flight"], rows["credit"]) == (Outcome.FAILED, Outcome.TO_PROVE)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"home__area": 104.36}, "home.area"),
        ({"home__area": "1e9"}, "home.area"),
        ({"home__area": "NaN"}, "home.area"),
        ({"home__area": "１００"}, "home.area"),
        ({"home__price": "1.005"}, "home.price"),
        ({"home__price": "9" * 30}, "home.price"),
        ({"home__kind": "villa"}, "home.kind"),
        ({"home__order": "third"}, "home.order"),
        ({"home__in_city": "yes"}, "home.in_city"),
        ({"home__colour": "red"}, "home.colour"),
        ({"request__months": True}, "request.months"),
        ({"request__months": "240"}, "request.months"),
        ({"request": []}, "request"),
        ({"borrower__in_flight": "提取"}, "borrower.in_flight"),
        ({"borrower__in_flight": [1]}, "borrower.in_flight"),
        ({"borrower__phone": None}, "borrower.phone"),
        ({"borrower__account__base": 6800}, "borrower.account.base"),
        ({"accepted_on": "2026-02-30"}, "accepted_on"),
        ({"accepted_on": "9999-12-31"}, "accepted_on"),
        ({"accepted_on": 20261123}, "accepted_on"),
    ],
)
def test_a_field_of_the_wrong_form_is_named(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(BadFacts) as refusal:
        from_plain(LoanFacts, case(**changes))

    assert field in str(refusal.value)
    assert str(refusal.value).endswith("。")


def test_a_missing_field_is_named_and_a_list_is_no_case() -> None:
    document = case()
    del document["home"]["price"]

    with pytest.raises(BadFacts, match=r"home\.price"):
        from_plain(LoanFacts, document)
    with pytest.raises(BadFacts, match="文件"):
        from_plain(LoanFacts, [])


def test_a_refusal_never_repeats_what_was_written() -> None:
    with pytest.raises(BadFacts) as refusal:
        from_plain(LoanFacts, case(borrower__doc_number=371799198506150016))

    assert "3717" not in str(refusal.value)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(
    st.sampled_from(["home", "request", "borrower", "home__area", "accepted_on", "spouse"]),
    json_values,
)
def test_any_json_is_read_or_refused_by_name(place: str, value: object) -> None:
    try:
        read: object = from_plain(LoanFacts, case(**{place: value}))
    except BadFacts as refusal:
        read = str(refusal)

    assert isinstance(read, LoanFacts) or str(read).endswith("。")
