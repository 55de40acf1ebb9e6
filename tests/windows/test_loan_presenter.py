"""Step 4 as the clerk works it: what the centre does not know is asked at the counter."""

from dataclasses import replace

from counter.windows.screen import LoanPage
from tests import builders as b
from tests.windows.at_work import AtWork, page_of


def test_a_number_the_centre_does_not_know_is_typed_and_the_rule_passes(
    at_work: AtWork, outfit: b.Outfit
) -> None:
    for number, entry in list(outfit.directory.entries.items()):
        outfit.directory.entries[number] = replace(entry, phone=None)
    at_work.go_to_loan()
    at_work.read(b.WIFE)
    at_work.enter_loan()
    page = page_of(at_work, LoanPage)
    labels = {field.name: field.label for field in page.home}
    assert (labels["phone_borrower"], labels["phone_spouse"]) == ("借款人手机", "配偶手机")
    assert page.home_line == ""
    assert mobiles_of(page) == ("不通过", "借款人 没有录入、配偶 没有录入")

    at_work.type(phone_borrower="1380000", phone_spouse="13900000002")
    at_work.press("again")
    errors = {field.name: field.error for field in page_of(at_work, LoanPage).home}
    assert "11位" in errors["phone_borrower"]
    assert errors["phone_spouse"] == ""
    at_work.type(phone_borrower="13800000001")
    at_work.press("again")

    page = page_of(at_work, LoanPage)
    assert mobiles_of(page) == ("", "借款人 11位、配偶 11位")
    assert page.home_line
    case = at_work.presenter.sight.facts.case
    assert case is not None
    assert [one.phone for one in case.parties] == ["13800000001", "13900000002"]


def mobiles_of(page: LoanPage) -> tuple[str, str]:
    (row,) = [one for one in page.rows if one.name == "手机号码"]
    return row.word, row.numbers
