import unittest

from tools.benchmark import site_benchmark

_WRK = """Running 3s test @ http://127.0.0.1:1/
  1 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     1.90ms    1.59ms  31.61ms   90.30%
    Req/Sec    18.86k     2.47k   22.15k    76.67%
  Latency Distribution
     50%  {median}
     75%    2.02ms
     99%    7.62ms
  56341 requests in 3.00s, 253.31MB read
Requests/sec:  18760.26
Transfer/sec:     84.35MB
"""


class SiteBenchmarkTest(unittest.TestCase):

    def test_reads_what_wrk_prints(self):
        self.assertEqual(site_benchmark.parse_wrk(_WRK.format(median="1.21ms")), (18760.26, 1.21))
        self.assertEqual(site_benchmark.parse_wrk(_WRK.format(median="500.00us")), (18760.26, 0.5))

    def test_errors_that_wrk_saw_are_errors(self):
        with self.assertRaisesRegex(ValueError, "Non-2xx"):
            site_benchmark.parse_wrk(_WRK.format(median="1ms") + "  Non-2xx or 3xx responses: 3\n")
        with self.assertRaisesRegex(ValueError, "no figures"):
            site_benchmark.parse_wrk("")

    def test_each_report_is_another_one(self):
        xs = {site_benchmark.report(number)["X"] for number in range(1, 1000)}
        self.assertEqual(len(xs), 999)
        self.assertTrue(all(0 < x < 1 for x in xs))


if __name__ == "__main__":
    unittest.main()
