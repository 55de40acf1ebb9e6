import uuid

import pytest

from counter.store.citizens import citizen_key

KEY = bytes(range(32))


def test_the_key_of_a_document_is_the_same_on_every_desk() -> None:
    one = citizen_key(KEY, "01", "371799198506150016")

    assert one == citizen_key(KEY, "01", "371799198506150016")
    assert one == uuid.UUID("6cd017ba-a5e0-8c9a-9250-37763d944e7f")


def test_it_is_a_uuid_of_version_8() -> None:
    key = citizen_key(KEY, "01", "371799198506150016")

    assert (key.version, key.variant) == (8, uuid.RFC_4122)


@pytest.mark.parametrize(
    ("doc_type", "doc_number"),
    [("02", "371799198506150016"), ("01", "371799198506150024"), ("0", "1|371799198506150016")],
)
def test_another_document_has_another_key(doc_type: str, doc_number: str) -> None:
    assert citizen_key(KEY, doc_type, doc_number) != citizen_key(KEY, "01", "371799198506150016")


def test_another_hall_key_makes_other_keys() -> None:
    number = "371799198506150016"

    assert citizen_key(KEY, "01", number) != citizen_key(bytes(32), "01", number)


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="too short"):
        citizen_key(b"short", "01", "371799198506150016")
