"""What ``sample citizens`` writes is what ``import-citizens`` takes, row for row."""

import datetime as dt
from pathlib import Path

import pytest

from counter.citizen_checks import citizen_checks
from counter.sample.citizens import sample_citizens
from counter.sample.citizens_file import HEADERS, write_citizens
from sync.central.citizens_file import columns
from sync.central.citizens_file.checking import CitizenImage, check_rows
from sync.central.citizens_file.reading import rows_of

AS_OF = dt.date(2026, 11, 23)
CHECKS = citizen_checks(AS_OF)


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_the_importer_reads_every_row_as_it_was_made(tmp_path: Path, suffix: str) -> None:
    file, made = tmp_path / f"people{suffix}", list(sample_citizens(300, 1, AS_OF))
    write_citizens(file, made, AS_OF)

    read = list(check_rows(rows_of(file), CHECKS))

    assert [type(row) for row in read] == [CitizenImage] * 300
    for row, citizen in zip(read, made, strict=True):
        assert isinstance(row, CitizenImage)
        assert (row.doc_number, row.name) == (citizen.doc_number, citizen.name)
        assert row.spouse_doc_number == citizen.spouse_doc_number
        assert row.as_of == AS_OF
        assert (row.account is None) == (citizen.account is None)
        if row.account and citizen.account:
            assert row.account.balance == citizen.account.balance


def test_the_heads_are_the_importers_own() -> None:
    assert set(HEADERS) == set(columns.COLUMNS)
