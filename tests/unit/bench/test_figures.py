import json

import pytest

from counter.bench import BENCHES, percentile, result
from counter.commands.bench import _as_json, _as_text


def test_percentiles_are_times_that_were_measured() -> None:
    times = [float(number) for number in range(100, 0, -1)]

    assert percentile(times, 50) == 51
    assert percentile(times, 99) == 100
    assert percentile([7.0], 99) == 7


def test_the_ratio_is_that_of_the_medians_in_milliseconds() -> None:
    figures = result("save", [0.002, 0.004, 0.003], [0.001, 0.001, 0.009], "note")

    assert (figures.n, figures.p50_ms, figures.floor_p50_ms) == (3, 3.0, 1.0)
    assert figures.ratio == pytest.approx(3.0)


def test_every_bench_has_a_module_of_its_own() -> None:
    assert len(set(BENCHES.values())) == len(BENCHES)


def test_own_figures_stand_beside_the_shared_ones() -> None:
    figures = result("drain", [0.002], [0.001], "note", {"vs_loop": 1.23456})

    (told,) = json.loads(_as_json([figures]))

    assert (told["bench"], told["ratio"], told["vs_loop"]) == ("drain", 2.0, 1.235)
    assert "figures" not in told
    assert "         vs_loop 1.235\n         note\n" in _as_text([figures])


def test_without_own_figures_the_text_is_one_line_and_the_note() -> None:
    text = _as_text([result("save", [0.002], [0.001], "note")])

    assert text.splitlines()[1:] == [
        "save          1     2.000     2.000     2.000     1.000   2.00",
        "         note",
    ]
