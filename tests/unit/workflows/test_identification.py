import datetime as dt
from dataclasses import replace

import pytest

from counter.workflows.identification import TypedIdentity
from tests.builders import HUSBAND, STRANGER, WIFE, Outfit, an_entry, key_of
from tests.unit.workflows.refusing import refusal_of, refused
from tests.unit.workflows.steps import call


def test_the_card_is_read_by_the_real_driver_and_the_citizen_found(outfit: Outfit) -> None:
    outfit.desk.open()
    outfit.lay(HUSBAND)

    met = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert met.citizen.id == key_of(HUSBAND)
    assert (met.citizen.name, met.citizen.sex) == ("张三", "1")
    assert met.citizen.verification == "verified"
    assert met.warnings == ()
    assert outfit.directory.asked == [(HUSBAND.number, "identify")]


def test_no_card_is_a_refusal_in_the_readers_words(outfit: Outfit) -> None:
    code = refused(lambda: outfit.desk.visits.read_card(timeout=0.05))

    assert code == "device.no-card"


def test_cut_off_a_citizen_is_taken_in_to_be_verified_and_verified_later(outfit: Outfit) -> None:
    outfit.lay(HUSBAND)
    outfit.directory.is_cut_off = True
    first = outfit.desk.visits.meet(outfit.desk.visits.read_card())
    assert first.citizen.verification == "to_verify"
    assert first.warnings
    outfit.directory.is_cut_off = False
    outfit.lay(HUSBAND)

    again = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert again.citizen.id == first.citizen.id
    assert again.citizen.verification == "verified"


def test_a_verified_citizen_stays_verified_through_an_outage(outfit: Outfit) -> None:
    outfit.lay(HUSBAND)
    outfit.desk.visits.meet(outfit.desk.visits.read_card())
    outfit.directory.is_cut_off = True
    outfit.lay(HUSBAND)

    again = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert again.citizen.verification == "verified"


def test_what_is_typed_makes_the_same_citizen_as_the_card(outfit: Outfit) -> None:
    typed = outfit.desk.visits.typed(
        TypedIdentity(HUSBAND.number.lower(), " 张三 ", phone="13800000001")
    )

    met = outfit.desk.visits.meet(typed)

    assert met.citizen.id == key_of(HUSBAND)
    assert (met.citizen.name, met.citizen.sex) == ("张三", "1")
    assert met.citizen.birth_date == dt.date(1985, 6, 15)
    assert met.citizen.phone == "13800000001"


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        ("37179919850615001", "长度"),
        ("３71799198506150016", "格式"),
        ("371799198502300016", "日期"),
        ("371799203006150016", "日期"),
        ("371799198506150017", "校验位"),
        ("371799850615001", "长度"),
    ],
)
def test_a_wrong_number_names_its_rule_and_is_never_repeated(
    outfit: Outfit, number: str, rule: str
) -> None:
    refusal = refusal_of(lambda: outfit.desk.visits.typed(TypedIdentity(number, "张三")))

    assert [(one.field, one.rule) for one in refusal.fields] == [("doc_number", rule)]
    assert number not in refusal.sentence


def test_every_wrong_field_is_told_at_once(outfit: Outfit) -> None:
    typed = TypedIdentity("12", "张\u202e三", phone="1234")

    refusal = refusal_of(lambda: outfit.desk.visits.typed(typed))

    assert {one.field for one in refusal.fields} == {"doc_number", "name", "phone"}


def test_another_document_is_typed_with_its_own_rules(outfit: Outfit) -> None:
    typed = TypedIdentity("E12345678", "安娜", doc_type="03", sex="2", birth_date="1990-01-02")
    person = outfit.desk.visits.typed(typed)
    assert (person.sex, person.birth_date) == ("2", dt.date(1990, 1, 2))

    refusal = refusal_of(
        lambda: outfit.desk.visits.typed(replace(typed, doc_number="e１", birth_date="1990-13-01"))
    )

    assert {one.field for one in refusal.fields} == {"doc_number", "birth_date"}


def test_an_expired_card_and_another_name_at_the_centre_are_warnings(outfit: Outfit) -> None:
    outfit.lay(replace(STRANGER, valid_to="20251231"))
    outfit.directory.entries[STRANGER.number] = an_entry(STRANGER, name="王五五")

    met = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert len(met.warnings) == 2
    assert "过有效期" in met.warnings[0]
    assert met.citizen.name == "王五"


def test_personal_data_is_in_no_text_form(outfit: Outfit) -> None:
    outfit.lay(WIFE)
    person = outfit.desk.visits.read_card()
    met = outfit.desk.visits.meet(person)

    shown = f"{person!r}{met.citizen!r}{met.answer!r}"

    assert WIFE.name not in shown
    assert WIFE.number not in shown
    assert met.citizen.masked_name == "李*"
    assert met.citizen.masked_number == "371***********0029"


def test_the_ticket_is_served_even_when_the_person_is_unknown(outfit: Outfit) -> None:
    visit = outfit.desk.visits.start(call(outfit).id)
    outfit.lay(STRANGER)
    met = outfit.desk.visits.meet(outfit.desk.visits.read_card())

    assert outfit.desk.visits.identify(visit.id, met.citizen.id).citizen_id == key_of(STRANGER)
    assert met.citizen.verification == "to_verify"
