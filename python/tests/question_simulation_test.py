"""Asks questions of simulated machines: what was planted is found, and false alarms are as rare as is said."""

import matplotlib.pyplot
import numpy
import pytest
import scipy.stats
from simulated import MONDAY, PROGRAM, Entries, Simulation, every_week

from gotelemetry import Dataset, UnknownNameError
from gotelemetry._answers.amounts import bounds

matplotlib.use("Agg")

LATENCIES = ["<10ms", "<50ms", "<100ms", "<250ms", "<500ms", ">=500ms"]
ENDS = numpy.array([10, 50, 100, 250, 500])


def two_versions(generator, machines=400, weeks=3, buckets=30, change=0.0):
    """Machines that keep their answers and update from v1.10.0 to v1.11.0 in the middle, or never."""
    days = every_week(machines, weeks, generator)
    updates = generator.random(machines) < 0.5
    version = numpy.where(numpy.tile(updates, weeks), "v1.11.0", "v1.10.0")
    simulation = Simulation(Entries.of(days, generator, version))
    for i in range(buckets):
        share = generator.uniform(0.02, 0.9)
        answers = generator.random(machines) < share
        simulation.count("tool/feature", f"f{i:02}", numpy.tile(answers, weeks))
    base = generator.random(machines) < numpy.where(updates, 0.1 + change, 0.1)
    simulation.count("tool/error", "timeout", numpy.tile(base, weeks))
    simulation.crash(numpy.tile(generator.random(machines) < numpy.where(updates, 0.02 + change, 0.02), weeks))
    return simulation


class TestCompare:
    def test_false_alarms_are_as_rare_as_it_says_though_machines_report_again_and_again(self):
        generator = numpy.random.default_rng(4)
        found = [Dataset.compare(two_versions(generator), PROGRAM, "v1.10.0", "v1.11.0") for _ in range(60)]
        alarms = sum((frame["q"] <= 0.05).any() for frame in found)
        # If it happened in more than 5 of 100, so few as this would be seen in less than 1 of 1000 runs.
        assert alarms <= scipy.stats.binom.ppf(0.999, 60, 0.05)
        p = numpy.concatenate([frame["p"] for frame in found])
        assert (p <= 0.05).mean() <= 0.05

    def test_intervals_cover_no_difference_where_there_is_none(self):
        generator = numpy.random.default_rng(5)
        frame = Dataset.compare(two_versions(generator, buckets=200), PROGRAM, "v1.10.0", "v1.11.0")
        assert ((frame["low"] <= 0) & (0 <= frame["high"])).mean() >= 0.95

    def test_finds_a_planted_regression_and_crash(self):
        generator = numpy.random.default_rng(6)
        for _ in range(10):
            frame = Dataset.compare(two_versions(generator, machines=1000, change=0.15), PROGRAM, "v1.10.0", "v1.11.0")
            found = frame[frame["q"] <= 0.05]
            assert {"tool/error", "crash/crash"} <= set(found["chart"])
            planted = frame[frame["chart"] == "tool/error"].iloc[0]
            assert planted["low"] <= 0.15 <= planted["high"] and planted["low"] > 0

    def test_finds_what_is_detectable_four_times_of_five(self):
        generator = numpy.random.default_rng(7)
        hits = 0
        for _ in range(100):
            frame = Dataset.compare(
                two_versions(generator, machines=800, weeks=1, buckets=0, change=0.07), PROGRAM, "v1.10.0", "v1.11.0")
            row = frame[frame["chart"] == "tool/error"].iloc[0]
            hits += row["p"] <= 0.05
        assert row["detectable"] == pytest.approx(0.07, abs=0.005)
        assert 65 <= hits <= 92

    def test_compares_weeks_and_lists_of_versions(self):
        simulation = two_versions(numpy.random.default_rng(8))
        weeks = Dataset.compare(simulation, PROGRAM, "2026-W02", slice("2026-W03", "2026-W04"), by="week")
        assert weeks["total_a"].iloc[0] == 400 and weeks["total_b"].iloc[0] == 800
        # The same machines with the same answers.
        assert (weeks["q"] == 1).all() and (weeks["difference"].abs() < 1e-12).all()
        with pytest.raises(ValueError, match="version v1.10.0 is in both groups"):
            Dataset.compare(simulation, PROGRAM, ["v1.10.0"], ["v1.10.0", "v1.11.0"])
        with pytest.raises(UnknownNameError, match="version 'v1.1.0' is not in .*did you mean"):
            Dataset.compare(simulation, PROGRAM, "v1.1.0", "v1.11.0")

    def test_compares_only_the_charts_asked_for(self):
        simulation = two_versions(numpy.random.default_rng(9))
        frame = Dataset.compare(simulation, PROGRAM, "v1.10.0", "v1.11.0", charts=["tool/error"])
        assert frame["chart"].tolist() == ["tool/error"] and frame.attrs["tests"] == 1
        with pytest.raises(UnknownNameError, match="chart 'tool/eror' is not in .*did you mean 'tool/error'"):
            Dataset.compare(simulation, PROGRAM, "v1.10.0", "v1.11.0", charts=["tool/eror"])


class TestChanges:
    def weekly(self, generator, change, machines=600, weeks=8):
        simulation = Simulation(Entries.of(every_week(machines, weeks, generator), generator))
        for i in range(20):
            answers = generator.random(machines) < generator.uniform(0.05, 0.9)
            simulation.count("tool/feature", f"f{i:02}", numpy.tile(answers, weeks))
        rising = generator.random((weeks, machines)) < numpy.where(numpy.arange(weeks) < weeks - 2, 0.1, 0.1 + change)[:, None]
        simulation.count("tool/error", "timeout", rising.ravel())
        return simulation

    def test_finds_what_moved_and_when(self):
        frame = Dataset.changes(self.weekly(numpy.random.default_rng(10), 0.15), PROGRAM, last=2, before=4)
        assert frame["chart"].iloc[0] == "tool/error" and frame["q"].iloc[0] <= 0.05 and frame["low"].iloc[0] > 0
        assert (frame["q"].iloc[1:] > 0.05).all()
        assert (frame.attrs["a"], frame.attrs["b"]) == ("2026-01-19 to 2026-02-15", "2026-02-16 to 2026-03-01")

    def test_false_alarms_are_as_rare_as_it_says(self):
        generator = numpy.random.default_rng(11)
        alarms = sum((Dataset.changes(self.weekly(generator, 0), PROGRAM, 1, 3)["q"] <= 0.05).any() for _ in range(60))
        assert alarms <= scipy.stats.binom.ppf(0.999, 60, 0.05)

    def test_needs_weeks_to_compare_with(self):
        simulation = self.weekly(numpy.random.default_rng(12), 0)
        with pytest.raises(ValueError, match="last=8: .* has reports of only 8 weeks"):
            Dataset.changes(simulation, PROGRAM, last=8)


def latencies(generator, machines=300, weeks=2, version="v1.0.0", median=40.0, simulation=None):
    """Machines with a lognormal latency of their own around `median` ms, and from 1 to 200 events a week."""
    own = numpy.tile(median * generator.lognormal(0, 0.5, machines), weeks)
    events = generator.integers(1, 200, machines * weeks)
    counts = numpy.zeros((machines * weeks, len(LATENCIES)), dtype="int64")
    true = []
    for i, (middle, n) in enumerate(zip(own, events)):
        drawn = middle * generator.lognormal(0, 0.6, n)
        true.append(drawn)
        counts[i] = numpy.bincount(numpy.searchsorted(ENDS, drawn, side="right"), minlength=len(LATENCIES))
    return every_week(machines, weeks, generator), counts, true


class TestPercentiles:
    def simulation(self, generator, **options):
        days, counts, true = latencies(generator, **options)
        simulation = Simulation(Entries.of(days, generator))
        for i, bucket in enumerate(LATENCIES):
            simulation.count("latency", bucket, counts[:, i] > 0, counts[:, i])
        return simulation, true

    def test_lie_where_numpy_says_for_events(self):
        simulation, true = self.simulation(numpy.random.default_rng(13))
        frame = Dataset.percentiles(simulation, PROGRAM, "latency", [5, 50, 90, 99], weight="event")
        exact = numpy.percentile(numpy.concatenate(true), frame["percentile"], method="inverted_cdf") / 1000
        assert ((frame["at_least"] <= exact) & (exact < frame["at_most"])).all()
        assert frame.attrs["unit"] == "s" and frame["bucket"].tolist()[1] == "<50ms"
        assert frame["reports"].tolist() == [600] * 4

    def test_lie_where_the_weighted_quantile_lies_for_reports(self):
        simulation, true = self.simulation(numpy.random.default_rng(14))
        frame = Dataset.percentiles(simulation, PROGRAM, "latency", [50, 90])
        weights = numpy.concatenate([numpy.full(len(own), 1 / len(own)) for own in true])
        values = numpy.concatenate(true)
        exact = scipy.stats.quantile(values, [0.5, 0.9], method="inverted_cdf", weights=weights) / 1000
        assert ((frame["at_least"] <= exact) & (exact < frame["at_most"])).all()

    @pytest.mark.parametrize("weight", ["report", "event"])
    def test_interval_contains_the_true_one_at_least_as_often_as_it_says(self, weight):
        # Around the median of all machines, 49 ms, which is at the edge of a bucket: the hardest case.
        generator = numpy.random.default_rng(15)
        large = latencies(generator, machines=30_000, weeks=1, median=49.0)[1]
        large = large / large.sum(axis=1, keepdims=True) if weight == "report" else large
        shares = large.sum(axis=0).cumsum() / large.sum()
        place = int(numpy.searchsorted(shares, 0.5))
        begin, end = [0.0, *ENDS / 1000][place], [*ENDS / 1000, numpy.inf][place]
        covered = 0
        for _ in range(100):
            frame = Dataset.percentiles(self.simulation(generator, machines=60, weeks=1, median=49.0)[0], PROGRAM, "latency",
                                        [50], weight=weight)
            covered += frame["low"][0] <= begin and frame["high"][0] >= end
        assert covered >= scipy.stats.binom.ppf(0.01, 100, 0.95)

    def test_interval_of_many_weeks_is_not_narrower(self):
        generator = numpy.random.default_rng(16)
        days, counts, _ = latencies(generator, machines=40, weeks=1)
        wide = []
        for weeks in (1, 20):
            repeated = numpy.concatenate([days + 7 * week for week in range(weeks)])
            simulation = Simulation(Entries.of(repeated, generator))
            for i, bucket in enumerate(LATENCIES):
                column = numpy.tile(counts[:, i], weeks)
                simulation.count("latency", bucket, column > 0, column)
            wide.append(Dataset.percentiles(simulation, PROGRAM, "latency", [25, 50, 75, 90])[["low", "high"]])
        assert wide[0].equals(wide[1])

    def test_an_absurd_count_decides_events_but_not_reports(self):
        generator = numpy.random.default_rng(17)
        simulation = Simulation(Entries.of(every_week(50, 1, generator), generator))
        hostile = numpy.arange(50) == 0
        simulation.count("latency", "<10ms", ~hostile)
        simulation.count("latency", ">=10ms", hostile, numpy.full(50, 2**63 - 1))
        by_report = Dataset.percentiles(simulation, PROGRAM, "latency", [50])
        by_event = Dataset.percentiles(simulation, PROGRAM, "latency", [50], weight="event")
        assert by_report["bucket"][0] == "<10ms" and by_event["bucket"][0] == ">=10ms"
        # It is one report of 50, so nothing is certain.
        assert by_event["low"][0] == 0 and by_report["high"][0] == 0.01

    def test_names_what_is_no_amount(self):
        simulation = two_versions(numpy.random.default_rng(18))
        with pytest.raises(ValueError, match="bucket 'f00' is no amount such as <10ms"):
            Dataset.percentiles(simulation, PROGRAM, "tool/feature")
        with pytest.raises(ValueError, match="percents must be between 0 and 100, not 100"):
            Dataset.percentiles(simulation, PROGRAM, "tool/feature", [50, 100])


class TestCrashRate:
    def test_is_found_by_version_with_its_denominator(self):
        generator = numpy.random.default_rng(19)
        version = numpy.where(numpy.arange(4000) % 4 == 0, "v1.10.0", "v1.9.0")
        entries = Entries.of(MONDAY + generator.integers(0, 7, 4000), generator, version)
        simulation = Simulation(entries)
        crashed = generator.random(4000) < numpy.where(version == "v1.10.0", 0.042, 0.005)
        simulation.crash(crashed, name="crash/crash")
        simulation.count("crash/no-stack", "crash/no-stack", crashed & (numpy.arange(4000) % 3 == 0))
        frame = Dataset.crash_rate(simulation, PROGRAM, "version")
        assert frame["version"].tolist() == ["v1.9.0", "v1.10.0"]
        assert frame["total"].tolist() == [3000, 1000]
        assert frame["reports"].tolist() == [crashed[version == "v1.9.0"].sum(), crashed[version == "v1.10.0"].sum()]
        for row, rate in zip(frame.itertuples(), (0.005, 0.042)):
            assert row.low <= rate <= row.high
            exact = scipy.stats.binomtest(row.reports, row.total).proportion_ci(method="exact")
            assert (row.low, row.high) == pytest.approx((exact.low, exact.high))
        assert frame["crashes"].sum() == crashed.sum() + (crashed & (numpy.arange(4000) % 3 == 0)).sum()

    def test_is_zero_where_nothing_crashed(self):
        generator = numpy.random.default_rng(20)
        frame = Dataset.crash_rate(Simulation(Entries.of(every_week(100, 4, generator), generator)), PROGRAM)
        assert frame[["reports", "total", "share", "crashes", "weeks"]].values.tolist() == [[0, 400, 0.0, 0, 4]]
        assert frame["high"][0] == pytest.approx(scipy.stats.beta.ppf(0.975, 1, 100), rel=0.02)


class TestAdoption:
    def test_has_every_version_in_every_week_in_their_order(self):
        generator = numpy.random.default_rng(21)
        days = every_week(200, 4, generator)
        version = numpy.where(days >= MONDAY + 14, numpy.where(numpy.arange(800) % 2, "v1.10.0", "v1.9.0"), "v1.9.0")
        simulation = Simulation(Entries.of(days, generator, version))
        frame = Dataset.adoption(simulation, PROGRAM)
        assert frame["version"].tolist() == ["v1.9.0", "v1.10.0"] * 4
        assert frame["share"].tolist() == [1, 0, 1, 0, 0.5, 0.5, 0.5, 0.5]
        assert frame["total"].tolist() == [200] * 8 and frame["days"].tolist() == [7] * 8
        released = Dataset.releases(simulation, PROGRAM)
        assert released["version"].tolist() == ["v1.9.0", "v1.10.0"]
        assert str(released["first"][1].date()) == "2026-01-19" and released["peak"].tolist() == [1.0, 0.5]


class TestPlots:
    def test_of_a_comparison_says_what_differs_and_what_is_left_out(self):
        simulation = two_versions(numpy.random.default_rng(22), machines=1000, change=0.2)
        ax = Dataset.plot_compare(simulation, PROGRAM, "v1.10.0", "v1.11.0", top=5)
        assert ax.get_title(loc="left") == "2 of 32 differ, top 5 of 32 shown"
        names = [label.get_text() for label in ax.get_yticklabels()]
        assert set(names[:2]) == {"tool/error:timeout", "crash/crash main.f"}

    def test_of_percentiles_draws_the_last_weeks_and_says_so(self):
        generator = numpy.random.default_rng(23)
        days, counts, _ = latencies(generator, machines=20, weeks=15)
        simulation = Simulation(Entries.of(days, generator))
        for i, bucket in enumerate(LATENCIES):
            simulation.count("latency", bucket, counts[:, i] > 0, counts[:, i])
        ax = Dataset.plot_percentiles(simulation, PROGRAM, "latency", by="week")
        assert ax.get_title(loc="left") == "latency: percentiles, last 12 of 15 weeks"
        assert ax.get_yticklabels()[-1].get_text() == "2026-04-19"

    def test_of_versions_are_in_their_order(self):
        generator = numpy.random.default_rng(24)
        version = numpy.array([f"v1.{i % 12}.0" for i in range(1200)])
        simulation = Simulation(Entries.of(every_week(300, 4, generator), generator, version))
        adopted = Dataset.plot_adoption(simulation, PROGRAM)
        assert adopted.get_title(loc="left") == "adoption by version, top 7 of 12 versions"
        names = [text.get_text() for text in adopted.get_legend().get_texts()]
        assert names == sorted(names, key=lambda name: int(name.split(".")[1]))
        crashes = Dataset.plot_crash_rate(simulation, PROGRAM)
        assert [label.get_text() for label in crashes.get_yticklabels()] == [f"v1.{i}.0" for i in range(12)]

    @pytest.fixture(autouse=True)
    def close_figures(self):
        yield
        matplotlib.pyplot.close("all")


@pytest.mark.parametrize("buckets, message", [
    (["<10ms", "<5MiB"], "the buckets have amounts of different units: 'B', 's'"), (["<10ms", "soon"], "bucket 'soon' is no amount")])
def test_amounts_of_different_kinds_are_named(buckets, message):
    with pytest.raises(ValueError, match=message):
        bounds(buckets)
