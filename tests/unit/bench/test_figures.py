import pytest

from counter.bench import BENCHES, percentile, result


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
