import json
import unittest

from tools.benchmark import ratios
from tools.benchmark.ratios import Figure, Measurement

_MEASURED = {
    "Bare": Measurement(10),
    "Inc": Measurement(11),
    "Slow": Measurement(2_500_000),
    "EmptyCall": Measurement(30, items_per_second=20_000),
    "Upload": Measurement(50, items_per_second=12_000),
    "Memory": Measurement(9, bytes_per_report=8.5),
}


class ReadMeasurementsTest(unittest.TestCase):

    @staticmethod
    def read(*runs):
        return ratios.read_measurements(json.dumps({"benchmarks": runs}))

    def test_converts_to_nanoseconds(self):
        self.assertEqual(self.read({"name": "A", "real_time": 2, "time_unit": "us"}), {"A": Measurement(2000)})

    def test_takes_the_median_of_repetitions(self):
        repetition = {"name": "A/1", "run_name": "A/1", "real_time": 9, "time_unit": "ns"}
        median = dict(repetition, name="A/1_median", aggregate_name="median", real_time=5, items_per_second=7.0)
        deviation = dict(repetition, name="A/1_stddev", aggregate_name="stddev", real_time=1)
        self.assertEqual(self.read(repetition, repetition, median, deviation), {"A/1": Measurement(5, 7.0)})

    def test_leaves_out_what_failed(self):
        self.assertEqual(self.read({"name": "A", "error_occurred": True}), {})


class FigureTest(unittest.TestCase):

    def test_compares_times(self):
        figure = Figure("inc", "Inc", "Bare", at_most=1.15)
        self.assertAlmostEqual(figure.ratio(_MEASURED), 1.1)
        self.assertTrue(figure.is_met(_MEASURED))

    def test_compares_rates_where_both_have_one(self):
        figure = Figure("upload", "Upload", "EmptyCall", at_least=0.7)
        self.assertAlmostEqual(figure.ratio(_MEASURED), 0.6)
        self.assertFalse(figure.is_met(_MEASURED))

    def test_limits_a_time_by_itself(self):
        self.assertFalse(Figure("slow", "Slow", at_most_ns=2e6).is_met(_MEASURED))
        self.assertTrue(Figure("slow", "Slow", at_most_ns=3e6).is_met(_MEASURED))

    def test_limits_the_memory_of_a_report(self):
        figure = Figure("memory", "Memory", at_most_bytes=16)
        self.assertTrue(figure.is_met(_MEASURED))
        self.assertFalse(Figure("memory", "Memory", at_most_bytes=8).is_met(_MEASURED))
        self.assertRegex(ratios.table([figure], _MEASURED)[1], "^memory  8.5 B a report +<= 16 B a report +met$")

    def test_compares_memory_where_both_measured_it(self):
        measured = {"Ours": Measurement(0, peak_bytes=1e8), "Theirs": Measurement(0, peak_bytes=4e8)}
        figure = Figure("memory", "Ours", "Theirs", at_most=0.5)
        self.assertAlmostEqual(figure.ratio(measured), 0.25)
        self.assertRegex(ratios.table([figure], measured)[1], "^memory  100 MB +400 MB +0.25 +ratio <= 0.5 +met$")

    def test_without_limits_has_no_verdict(self):
        self.assertIsNone(Figure("inc", "Inc", "Bare").is_met(_MEASURED))


class TableTest(unittest.TestCase):

    def test_shows_target_and_verdict(self):
        figures = [Figure("inc", "Inc", "Bare", at_most=1.05), Figure("slow", "Slow", at_most_ns=3e6)]
        self.assertEqual(ratios.table(figures, _MEASURED), [
            "figure  measured  baseline  ratio  target",
            "inc     11 ns     10 ns     1.10   ratio <= 1.05  MISSED",
            "slow    2.5 ms                     <= 3 ms        met",
        ])
        self.assertFalse(ratios.all_met(figures, _MEASURED))

    def test_what_was_not_measured_is_missed(self):
        figures = [Figure("x", "Missing", at_most_ns=1), Figure("y", "Inc", "Missing", at_most=1), Figure("z", "Missing")]
        self.assertEqual(ratios.table(figures, _MEASURED), [
            "figure  measured  baseline  ratio  target",
            "x       none                       <= 1 ns     MISSED",
            "y       11 ns     none             ratio <= 1  MISSED",
            "z       none                                   MISSED",
        ])
        for figure in figures:
            self.assertFalse(ratios.all_met([figure], _MEASURED))

    def test_does_without_benchmarks_that_cannot_run(self):
        figures = [Figure("x", "Absent"), Figure("y", "Inc", "Absent", at_most=1, at_most_ns=20), Figure("z", "Inc")]
        remaining = ratios.without(figures, lambda name: name == "Absent")
        self.assertEqual(remaining, [Figure("y", "Inc", at_most_ns=20), Figure("z", "Inc")])
        self.assertTrue(ratios.all_met(remaining, _MEASURED))


if __name__ == "__main__":
    unittest.main()
