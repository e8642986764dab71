"""Attacks on a collector, and that it withstands them. Each did harm once."""

import pathlib
import re
import tempfile
import time
import unittest

import attacks
import http2
import running

MEBIBYTE = 1 << 20


class AttackTest(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start(self, *options, **keywords):
        return self.enterContext(running.collector(self.scratch, *options, **keywords))


class ConnectionsTest(AttackTest):
    """What can be done with nothing but connections."""

    def test_grpc_outlives_more_connections_than_there_are_descriptors(self):
        collector = self.start(descriptors=300)
        with attacks.idle_connections(collector.grpc, 400):
            self.assertTrue(http2.answers(collector.grpc))
        self.assertTrue(http2.answers(collector.grpc))
        self.assertEqual(collector.request("GET", "/healthz")[0], 200)
        self.assertIn("no room for more gRPC connections", collector.log())

    def test_grpc_outlives_connections_to_the_other_port(self):
        collector = self.start(descriptors=300)
        with attacks.idle_connections(collector.http, 400):
            self.assertTrue(http2.answers(collector.grpc))
            self.assertEqual(collector.upload(running.report(0.5))[0], 200)

    def test_slow_connections_do_not_stop_uploads_with_few_descriptors(self):
        collector = self.start(descriptors=1024)
        self.assertIn("with 1024 file descriptors, at most", collector.log())
        with attacks.idle_connections(collector.http, 1100), attacks.idle_connections(
            collector.grpc, 1100
        ):
            self.assertEqual(collector.upload(running.report(0.5))[0], 200)
            self.assertTrue(http2.answers(collector.grpc))
        self.assertLess(collector.costs.descriptors(), 1000)
        self.assertIn("no room for more HTTP connections: ", collector.log())
        self.assertIn("no room for more gRPC connections", collector.log())

    def test_one_network_has_its_share_of_an_exposed_port(self):
        collector = self.start("--exposed", descriptors=1024)
        with attacks.idle_connections(collector.grpc, 300):
            self.assertTrue(http2.answers(collector.grpc))
            self.assertLess(collector.costs.descriptors(), 200)

    def test_stalled_uploads_do_not_stop_others(self):
        collector = self.start()
        # More than the 64 MiB that bodies may take.
        stacks = {f"crash/crash\nmain.f:+{i},+0x1": 1 for i in range(2000)}
        with attacks.stalled_uploads(collector.http, f"/upload/{running.WEEK}", 700, 100 << 10):
            self.assertEqual(collector.upload(running.report(0.5, stacks=stacks))[0], 200)


class Http2Test(AttackTest):
    """What Debian's gRPC makes too much of."""

    def test_streams_that_are_taken_back_cost_an_exposed_collector_little(self):
        collector = self.start("--exposed")
        before = collector.costs.memory()
        sent = attacks.reset_streams(collector.grpc, 8 * MEBIBYTE)
        self.assertLess(sent, 8 * MEBIBYTE)
        self.assertTrue(http2.answers(collector.grpc))
        # Before there was a limit, 8 MiB took about 1 GiB.
        self.assertLess(collector.costs.peak_memory() - before, 400 * MEBIBYTE)

    def test_a_header_without_end_keeps_an_exposed_collector_busy_for_a_moment(self):
        collector = self.start("--exposed")
        before = collector.costs.cpu_seconds()
        # More than once, because it depends on chance which thread of the server reads it. The one that accepts
        # connections was among them, and then nothing else was accepted, nor this one closed: 30 s of CPU.
        for _ in range(8):
            attacks.endless_header(collector.grpc, seconds=8, timeout=1)
            self.assertTrue(http2.answers(collector.grpc))
        self.assertLess(collector.costs.cpu_seconds() - before, 8)


class ServicesTest(AttackTest):
    """What strangers are told."""

    def services(self, collector):
        """What the collector answers to a call that asks which services it has."""
        headers = http2.call_headers(b"/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
        message = b"\x3a\x01*"  # ServerReflectionRequest{list_services: "*"}
        data = b"\0" + len(message).to_bytes(4, "big") + message
        with http2.connect(collector.grpc) as connection:
            connection.sendall(http2.frame(http2.HEADERS, http2.END_HEADERS, 1, headers))
            connection.sendall(http2.frame(http2.DATA, http2.END_STREAM, 1, data))
            answer = b""
            # The answer's header, and what ends it: the same one if there is nothing to say.
            while not any(flags & http2.END_STREAM for flags in http2.flags_of(answer, http2.HEADERS)):
                piece = connection.recv(65536)
                self.assertNotEqual(piece, b"")
                answer += piece
        return answer

    def test_only_this_machine_may_ask_which_services_there_are(self):
        self.assertIn(b"telemetry.v1.Collector", self.services(self.start()))

    def test_others_are_not_told_which_services_there_are(self):
        for option in ("--exposed", "--behind-proxy"):
            with tempfile.TemporaryDirectory() as scratch:
                with running.collector(pathlib.Path(scratch), option) as collector:
                    self.assertNotIn(b"telemetry.v1.Collector", self.services(collector), option)


class NumbersTest(AttackTest):
    """Nobody lifts a number on the site alone, so that it says how many others there are."""

    def public_health(self, collector, ready):
        deadline = time.monotonic() + running.TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            text = collector.request("GET", "/health.json")[1].decode()
            if re.search(ready, text):
                return text
            time.sleep(0.2)
        self.fail(f"{ready} is not in {text}")

    def test_what_is_sent_again_counts_once_though_nothing_of_it_is_stored(self):
        collector = self.start("--publish-every", "1s", "--min-reports", "5")
        report = running.report(0.5)
        report["Programs"][0]["Version"] = "v6.6.6"
        for _ in range(40):
            self.assertEqual(collector.upload(report)[0], 200)
        self.assertEqual(collector.stored(), "")
        text = self.public_health(collector, r'"sent again":\{"atLeast":[1-9]')
        self.assertIn('"nothing approved":{"fewerThan":5}', text)
        # The config in use and what was dropped, neither of which others have used or lost.
        self.assertRegex(text, r'"Configs":\[\]')
        self.assertRegex(text, r'"Drop[a-z]*":\[\]')
        self.assertNotRegex(text, r'"Delays":\{[^]]*"atLeast":[1-9]')


class LogTest(AttackTest):
    """Nobody fills the operator's disk with log lines."""

    def test_text_that_is_none_writes_no_line(self):
        collector = self.start()
        before = collector.log()
        # UploadReportRequest{report: {week: "\xff"}}
        message = b"\x0a\x03\x0a\x01\xff"
        data = b"\0" + len(message).to_bytes(4, "big") + message
        with http2.connect(collector.grpc) as connection:
            for stream in (1, 3, 5):
                headers = http2.frame(
                    http2.HEADERS, http2.END_HEADERS, stream, http2.call_headers()
                )
                connection.sendall(
                    headers + http2.frame(http2.DATA, http2.END_STREAM, stream, data)
                )
            answers = b""
            while http2.count_frames(answers, http2.HEADERS) < 3:
                piece = connection.recv(65536)
                self.assertNotEqual(piece, b"")
                answers += piece
        self.assertIn('outcome="malformed"} 3', collector.request("GET", "/metrics")[1].decode())
        self.assertEqual(collector.log(), before)


class PublicTextTest(AttackTest):
    """Nobody publishes text through a collector."""

    def test_a_stack_has_no_room_for_text(self):
        collector = self.start()
        poison = {"crash/crash\nBUY PILLS AT HTTP://EVIL.EXAMPLE/": 1}
        status, answer = collector.upload(running.report(0.5, stacks=poison))
        self.assertEqual(status, 200)
        self.assertIn(b"is not a frame of a stack", answer)
        self.assertNotIn("PILLS", collector.stored())

    def test_a_version_has_no_room_for_text(self):
        collector = self.start()
        for config in ["v9.9.9-poison-any-text", "v1.0.0+text", "v0.0.0-hBUYPILLS12345678"]:
            self.assertEqual(collector.upload(running.report(0.5, config=config))[0], 400)
        self.assertEqual(collector.stored(), "")

    def test_a_report_is_small(self):
        collector = self.start()
        stacks = {f"crash/crash\nmain.f:+{i},+0x1": 1 for i in range(5000)}
        self.assertEqual(collector.upload(running.report(0.5, stacks=stacks))[0], 413)

    def test_a_week_is_one_of_now(self):
        collector = self.start()
        for week in ["0001-01-01", "1970-01-01", "2026-10-20", "2026-11-20", "9999-12-31"]:
            self.assertEqual(collector.upload(running.report(0.5, week=week))[0], 400, week)

    def test_a_page_cannot_make_its_visitors_upload(self):
        collector = self.start()
        json_type = {"Content-Type": "application/json"}
        for headers in [
            {},
            {"Content-Type": "text/plain"},
            {**json_type, "Origin": "https://evil.example"},
            {**json_type, "Sec-Fetch-Site": "cross-site"},
        ]:
            status = collector.upload(running.report(0.5), headers)[0]
            self.assertIn(status, (403, 415), headers)
        self.assertEqual(collector.stored(), "")


if __name__ == "__main__":
    unittest.main()
