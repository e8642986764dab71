"""Checks intervals and tests against SciPy and statsmodels, and by simulating what they promise."""

import numpy
import pytest
import scipy.stats
import statsmodels.stats.multitest
import statsmodels.stats.power
import statsmodels.stats.proportion
from simulated import MONDAY, PROGRAM, Entries, Simulation, every_week

import gotelemetry
from gotelemetry import Dataset
from gotelemetry._answers import intervals

LEVEL = 0.95


def array(*values):
    return numpy.array(values, dtype="float64")


class TestShareInterval:
    @pytest.mark.parametrize("successes, trials", [(0, 1), (1, 1), (0, 20), (5, 10), (81, 263), (999, 1000), (3, 2_000_000)])
    @pytest.mark.parametrize("level", [0.8, 0.95, 0.999])
    def test_is_that_of_statsmodels(self, successes, trials, level):
        expected = statsmodels.stats.proportion.proportion_confint(successes, trials, 1 - level, method="beta")
        assert gotelemetry.share_interval(successes, trials, level) == pytest.approx(expected, rel=1e-9, abs=1e-15)

    def test_says_nothing_without_trials(self):
        assert gotelemetry.share_interval(0, 0) == (0.0, 1.0)

    @pytest.mark.parametrize("successes, trials", [(11, 10), (-1, 10), (float("nan"), 10)])
    def test_names_what_is_wrong(self, successes, trials):
        with pytest.raises(ValueError, match=f"successes must be from 0 to trials=10, not {successes}"):
            gotelemetry.share_interval(successes, trials)
        with pytest.raises(ValueError, match="level must be between 0 and 1, such as 0.95, not 95"):
            gotelemetry.share_interval(1, 10, 95)


class TestEffectiveReports:
    def test_is_all_reports_of_one_week(self):
        assert intervals.effective_reports(array(500)) == 500

    def test_is_one_week_of_many_equal_ones(self):
        assert intervals.effective_reports(numpy.full(26, 500)) == pytest.approx(500)

    def test_is_what_pairs_of_reports_of_one_machine_make_it(self):
        weekly = numpy.array([10, 1000, 0, 300, 300])
        pairs = sum(min(a, b) for a in weekly for b in weekly)
        assert intervals.effective_reports(weekly) == pytest.approx(weekly.sum() ** 2 / pairs)

    def test_has_a_number_for_each_group(self):
        assert intervals.effective_reports(numpy.array([[5, 0], [7, 7], [0, 0]])).tolist() == [5, 7, 0]


def worst_case(machines, answers, weeks):
    """Returns what share() makes of machines that report in every week (or those that `weeks` says) and never change."""
    generator = numpy.random.default_rng(1)
    weekday = generator.integers(0, 7, machines)
    days = numpy.concatenate([[MONDAY - 7]] + [MONDAY + 7 * week + weekday[:n] for week, n in enumerate(weeks)])
    has = numpy.concatenate([[True]] + [answers[:n] for n in weeks])
    simulation = Simulation(Entries.of(days, generator))
    simulation.count("editor", "vim", has)
    # Of another week, so that the bucket is in the data even if nobody has it.
    frame = Dataset.share(simulation, PROGRAM, "editor", weeks=slice("2026-W02", None))
    return frame[frame["bucket"] == "vim"].iloc[0]


WEEKS = {
    "1 week": (80,), "4 weeks": (80,) * 4, "26 weeks": (80,) * 26, "a full week and few after": (80, 40, 40, 5),
    "26 shrinking weeks": tuple(range(80, 28, -2)), "a large and a small week": (500, 10)}


class TestCoverage:
    """The worst case: the same machines every week, those of a small week being in all larger ones, never changing.

    All outcomes are weighted by their exact probability: these are no samples.
    """

    @pytest.mark.parametrize("weeks", WEEKS.values(), ids=WEEKS)
    def test_is_at_least_what_is_said(self, weeks):
        total = sum(weeks)
        n = float(intervals.effective_reports(numpy.array(weeks)))
        low, high = intervals.share_limits(numpy.arange(total + 1) / total * n, numpy.full(total + 1, n), LEVEL)
        weeks_of_machine = [sum(week > machine for week in weeks) for machine in range(max(weeks))]
        for share in (0.005, 0.02, 0.05, 0.1, 0.3, 0.36, 0.5, 0.66, 0.8, 0.97, 0.995):
            # The distribution of the number of reports that have the bucket.
            probability = numpy.zeros(total + 1)
            probability[0] = 1
            for reports in weeks_of_machine:
                shifted = numpy.concatenate([numpy.zeros(reports), probability[: total + 1 - reports]])
                probability = (1 - share) * probability + share * shifted
            assert probability[(low <= share) & (share <= high)].sum() >= LEVEL

    @pytest.mark.parametrize("weeks", WEEKS.values(), ids=WEEKS)
    def test_is_that_of_the_answers(self, weeks):
        answers = numpy.random.default_rng(2).random(max(weeks)) < 0.3
        row = worst_case(max(weeks), answers, weeks)
        n = float(intervals.effective_reports(numpy.array(weeks)))
        assert row["effective"] == pytest.approx(n)
        assert (row["low"], row["high"]) == pytest.approx(gotelemetry.share_interval(row["share"] * n, n))
        assert row["reports"] == sum(answers[:week].sum() for week in weeks)

    def test_pooling_all_reports_as_independent_would_not_do(self):
        row = worst_case(120, numpy.arange(120) < 36, (120,) * 26)
        naive = gotelemetry.share_interval(row["reports"], row["total"])
        assert row["high"] - row["low"] > 4 * (naive[1] - naive[0])

    def test_is_that_of_one_week_if_answers_are_drawn_anew(self):
        # Wider than it need be, then, but not wider than that of one week.
        generator = numpy.random.default_rng(3)
        simulation = Simulation(Entries.of(every_week(500, 4, generator), generator))
        simulation.count("editor", "vim", generator.random(2000) < 0.3)
        row = Dataset.share(simulation, PROGRAM, "editor").iloc[0]
        assert row["effective"] == pytest.approx(500)


class TestSimulatedCoverage:
    """The same, as samples of whole datasets: each week's reports of the same machines, asked by share()."""

    @pytest.mark.parametrize("weeks", [1, 4, 26])
    @pytest.mark.parametrize("share", [0.03, 0.3, 0.9])
    def test_is_at_least_what_is_said_in_random_samples(self, weeks, share):
        generator = numpy.random.default_rng(4)
        covered = 0
        for _ in range(100):
            row = worst_case(60, generator.random(60) < share, (60,) * weeks)
            covered += row["low"] <= share <= row["high"]
        # If 95 of 100 are covered on average, so few are in less than 1 of 1000 runs.
        assert covered >= scipy.stats.binom.ppf(0.001, 100, LEVEL)


class TestDifference:
    TABLES = [(1, 20, 9, 20), (0, 100, 3, 10000), (30, 1000, 55, 1100), (0, 10, 0, 10), (5, 5, 5, 5),
              (400, 2000, 470, 2000), (7, 11, 1, 200_000)]

    @pytest.mark.parametrize("a, n_a, b, n_b", TABLES)
    def test_p_is_that_of_fishers_test_in_scipy(self, a, n_a, b, n_b):
        expected = scipy.stats.fisher_exact([[a, n_a - a], [b, n_b - b]]).pvalue
        assert intervals.difference_p(array(a / n_a), array(n_a), array(b / n_b), array(n_b))[0] == pytest.approx(
            expected, rel=1e-6)

    def test_p_of_large_numbers_is_that_of_yates_in_scipy(self):
        table = [[40_000, 60_000], [41_500, 58_500]]
        expected = scipy.stats.chi2_contingency(table, correction=True).pvalue
        found = intervals.difference_p(array(0.4), array(1e5), array(0.415), array(1e5))[0]
        assert found == pytest.approx(expected, rel=1e-6)
        exact = scipy.stats.fisher_exact(table).pvalue
        assert found == pytest.approx(exact, rel=0.02)

    def test_p_of_numbers_that_are_not_whole_is_no_smaller(self):
        assert (intervals.difference_p(array(0.145), array(100.9), array(0.255), array(100.9))
                >= intervals.difference_p(array(0.14), array(101), array(0.26), array(101)))

    def test_interval_of_many_reports_is_about_that_of_statsmodels(self):
        for a, n_a, b, n_b in [(30, 1000, 55, 1100), (400, 2000, 470, 2000), (5000, 20_000, 3000, 10_000)]:
            low, high = intervals.difference_limits(array(a / n_a), array(n_a), array(b / n_b), array(n_b), LEVEL)
            expected = statsmodels.stats.proportion.confint_proportions_2indep(a, n_a, b, n_b, method="newcomb")
            assert (low[0], high[0]) == pytest.approx(expected, abs=0.004)
            assert high[0] - low[0] > expected[1] - expected[0]

    @pytest.mark.parametrize("share_a, share_b, n_a, n_b", [
        (0.01, 0.01, 60, 90), (0.05, 0.2, 60, 60), (0.5, 0.5, 40, 80), (0.9, 0.99, 50, 50), (0.02, 0.3, 30, 120)])
    def test_interval_covers_the_difference_at_least_as_often_as_it_says(self, share_a, share_b, n_a, n_b):
        # All outcomes.
        a, b = (grid.ravel() for grid in numpy.meshgrid(numpy.arange(n_a + 1), numpy.arange(n_b + 1)))
        weight = scipy.stats.binom.pmf(a, n_a, share_a) * scipy.stats.binom.pmf(b, n_b, share_b)
        low, high = intervals.difference_limits(
            a / n_a, numpy.full(len(a), float(n_a)), b / n_b, numpy.full(len(b), float(n_b)), LEVEL)
        assert weight[(low <= share_a - share_b) & (share_a - share_b <= high)].sum() >= LEVEL

    @pytest.mark.parametrize("p", [[0.01, 0.04, 0.03, 0.5], [0.05] * 5, [1.0], [], [0.001, 0.9, 0.002]])
    def test_q_is_that_of_statsmodels(self, p):
        expected = statsmodels.stats.multitest.multipletests(p, method="fdr_bh")[1] if p else []
        assert intervals.adjusted_p(numpy.array(p)) == pytest.approx(expected)

    @pytest.mark.parametrize("share, n", [(0.1, 1000), (0.5, 5000), (0.02, 20_000)])
    def test_detectable_difference_is_detected_as_often_as_statsmodels_says(self, share, n):
        found = intervals.detectable_difference(array(share), array(n), array(share), array(n), LEVEL)[0]
        power = statsmodels.stats.power.normal_power(found / numpy.sqrt(2 * share * (1 - share)), n, 0.05)
        assert power == pytest.approx(0.8, abs=0.01)
