"""Whatever a collector answers, and if it never answers, no report is lost and none counts twice."""

import contextlib
import signal
import socket
import threading
import unittest

from tests.e2e.upload.upload_world import WEEK, TestCase, sums

REFUSALS = ["INVALID_ARGUMENT", "ALREADY_EXISTS", "PERMISSION_DENIED"]
PASSING_FAILURES = [
    "CANCELLED",
    "UNKNOWN",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
]


class AnswersTest(TestCase):
    def machine_with_a_report(self, collector):
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3", "tool/private=4")
        return machine

    def test_keeps_a_report_after_an_error_that_may_pass(self):
        collector = self.scripted_collector()
        for number, code in enumerate(PASSING_FAILURES, start=1):
            with self.subTest(code):
                machine = self.machine_with_a_report(collector)
                collector.answer(code)
                self.assertIn("as the script says", machine.upload(expect=1))
                self.assertEqual(machine.ready(), [WEEK])
                self.assertEqual(machine.sent(), {})
                machine.upload()
                self.assertEqual(machine.ready(), [])
                self.assertEqual(list(machine.sent()), [WEEK])
                self.assertEqual(len(collector.accepted()), number)
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3 * len(PASSING_FAILURES)})

    def test_counts_a_report_once_whose_acknowledgement_was_lost(self):
        collector = self.scripted_collector()
        for number, code in enumerate(PASSING_FAILURES, start=1):
            with self.subTest(code):
                machine = self.machine_with_a_report(collector)
                collector.answer(code, keep=True)
                machine.upload(expect=1)
                machine.upload()
                self.assertEqual(list(machine.sent()), [WEEK])
                self.assertEqual(len(collector.accepted()), number)

    def test_tries_again_in_the_same_run(self):
        collector = self.scripted_collector()
        machine = self.machine_with_a_report(collector)
        collector.answer("UNAVAILABLE", keep=True, retry=True)
        self.assertIn("as the script says; again in ", machine.upload())
        self.assertEqual(list(machine.sent()), [WEEK])
        self.assertEqual(len(collector.accepted()), 1)

    def test_drops_a_report_that_is_refused_for_good(self):
        collector = self.scripted_collector()
        for code in REFUSALS:
            with self.subTest(code):
                machine = self.machine_with_a_report(collector)
                collector.answer(code)
                self.assertIn("refused for good", machine.upload(expect=1))
                self.assertEqual(machine.ready(), [])
                self.assertEqual(machine.sent(), {})
                self.assertEqual(
                    sums(machine.local_reports()), {"tool/approved": 3, "tool/private": 4}
                )
                machine.upload()
        self.assertEqual(collector.accepted(), [])


class NoAnswerTest(TestCase):
    def test_the_user_gives_up(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        collector.hang()
        upload = machine.start_upload()
        collector.wait_until_hanging()
        upload.send_signal(signal.SIGINT)
        upload.communicate(timeout=60)
        self.assertNotEqual(upload.returncode, 0)
        self.assertEqual(machine.ready(), [WEEK])
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})


    def test_the_deadline_passes_and_the_collector_has_the_report(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        collector.hang(keep=True)
        self.assertIn("Deadline Exceeded; again in ", machine.upload())
        collector.wait_until_hanging()
        self.assertEqual(machine.ready(), [])
        self.assertEqual(list(machine.sent()), [WEEK])
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})


class ForbiddingProxy:
    """A proxy that mistakes uploads for an attack: it answers every HTTP/2 request with 403."""

    SETTINGS, PING, HEADERS, ACK = 4, 6, 1, 1

    def __init__(self):
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                threading.Thread(target=self.answer, args=[connection], daemon=True).start()

    def answer(self, connection):
        def send(kind, flags=0, stream=0, payload=b""):
            head = len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big")
            connection.sendall(head + payload)

        with connection, connection.makefile("rb") as received:
            with contextlib.suppress(OSError):
                send(self.SETTINGS)
                received.read(len("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))
                while head := received.read(9):
                    kind, flags, stream = head[3], head[4], int.from_bytes(head[5:], "big")
                    payload = received.read(int.from_bytes(head[:3], "big"))
                    if kind == self.HEADERS:
                        # END_STREAM and END_HEADERS; ":status: 403", the name by its index.
                        send(self.HEADERS, 5, stream, b"\x08\x03403")
                    elif kind in (self.SETTINGS, self.PING) and not flags & self.ACK:
                        send(kind, self.ACK, 0, payload if kind == self.PING else b"")

    def close(self):
        self.listening.close()


class ProxyTest(TestCase):
    def test_a_report_that_a_proxy_forbids_waits(self):
        proxy = ForbiddingProxy()
        self.addCleanup(proxy.close)
        machine = self.machine(consent_to=proxy.address)
        machine.count("tool/approved=3")
        self.assertIn("403", machine.upload("--config", self.config, expect=1))
        self.assertEqual(machine.ready(), [WEEK])


class NoTlsTest(TestCase):
    def test_nothing_is_sent_in_plain_text_when_tls_is_asked_for(self):
        collector = self.scripted_collector()
        machine = self.machine(consent_to=collector.address)
        machine.count("tool/approved=3")
        result = machine.run_upload("--tls-roots", "upload/testing/localhost.crt")
        self.assertEqual(result.returncode, 1)
        [line] = result.stderr.splitlines()
        self.assertIn("speaks no TLS", line)
        self.assertEqual(collector.accepted(), [])


if __name__ == "__main__":
    unittest.main()
