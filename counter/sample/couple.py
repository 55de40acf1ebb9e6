"""The couple of the trial: fictional, taken from the same sample the centre imports."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from counter.peripherals.id_reader.fixture_cards import CitizenFace
from counter.sample.citizens import SampleCitizen


@dataclass(frozen=True)
class Couple:
    """Borrower and spouse as their cards show them."""

    borrower: CitizenFace
    spouse: CitizenFace


def couple_of(people: Iterable[SampleCitizen]) -> Couple:
    """The first two of a sample: the generator puts a couple there that pays regularly."""
    first, second, *_rest = people
    return Couple(face_of(first), face_of(second))


def face_of(person: SampleCitizen) -> CitizenFace:
    """The card of a sample citizen."""
    return CitizenFace(
        name=person.name,
        number=person.doc_number,
        sex_code=person.sex,
        birth=f"{person.birth_date:%Y%m%d}",
        address="示例市样例区演示路1号",
        issuer="示例市公安局样例分局",
    )


def filed_on(today: dt.date) -> dt.date:
    """The day the sale contract was filed: some weeks before the visit."""
    return today - dt.timedelta(weeks=10)
