import os
import unittest

from tools.benchmark import process_benchmark

_ENVIRONMENT = {"PATH": os.environ["PATH"]}


class ProcessBenchmarkTest(unittest.TestCase):

    def test_measures_each_command(self):
        result = process_benchmark.measure({"quick": ["true"], "slow": ["sleep", "0.05"]}, 3, _ENVIRONMENT)
        quick, slow = result["benchmarks"]
        self.assertEqual((quick["name"], slow["name"]), ("quick", "slow"))
        self.assertGreaterEqual(slow["real_time"], 50)
        self.assertLess(quick["real_time"], slow["real_time"])

    def test_a_command_that_fails_is_an_error(self):
        with self.assertRaisesRegex(ChildProcessError, "false: exit status 1"):
            process_benchmark.measure({"broken": ["false"]}, 1, _ENVIRONMENT)


if __name__ == "__main__":
    unittest.main()
