"""If a collector is killed, restarted or slow, no report is lost and none counts twice."""

import subprocess
import unittest

from tests.e2e.upload.upload_world import COLLECTOR, ENVIRONMENT, WEEK, TestCase, sums


class FailingCollectorTest(TestCase):
    def test_is_killed_and_comes_back(self):
        collector = self.collector()
        machine = self.machine(consent_to=collector.address)
        machine.upload()  # fetches the config
        machine.count("tool/approved=3")
        collector.kill()
        self.assertIn(collector.address, machine.upload(expect=1))
        self.assertEqual(machine.ready(), [WEEK])
        collector.start()
        machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})
        self.assertEqual(machine.ready(), [])

    def test_is_restarted_while_uploads_wait_for_it(self):
        collector = self.collector()
        machines = [self.machine(consent_to=collector.address) for _ in range(5)]
        for machine in machines:
            machine.upload()
            machine.count("tool/approved=3")
        collector.kill()
        uploads = [machine.start_upload() for machine in machines]
        collector.start()
        for upload in uploads:
            upload.communicate(timeout=60)
        for machine in machines:
            machine.upload()
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 15})
        self.assertEqual(len(collector.accepted()), 5)

    def test_is_killed_while_it_takes_reports(self):
        collector = self.collector()
        machines = [self.machine(consent_to=collector.address) for _ in range(5)]
        for machine in machines:
            machine.upload()
            machine.count("tool/approved=3")
        uploads = [machine.start_upload() for machine in machines]
        self.eventually(lambda: any(machine.sent() for machine in machines), "no report was sent")
        collector.kill()
        for upload in uploads:
            upload.communicate(timeout=60)
        collector.start()
        acknowledged = sum(len(machine.sent()) for machine in machines)
        self.assertGreaterEqual(len(collector.accepted()), acknowledged)
        for machine in machines:
            machine.upload()
        self.assertEqual(len(collector.accepted()), 5)
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 15})

    def test_is_slow(self):
        collector = self.collector()
        machine = self.machine(consent_to=collector.address)
        machine.upload()
        machine.count("tool/approved=3")
        with collector.stopped():
            upload = machine.start_upload()
            with self.assertRaises(subprocess.TimeoutExpired):
                upload.wait(0.5)
        _, error = upload.communicate(timeout=60)
        self.assertEqual((upload.returncode, error), (0, ""))
        self.assertEqual(sums(collector.accepted()), {"tool/approved": 3})
        self.assertEqual(list(machine.sent()), [WEEK])


class CollectorsUserTest(TestCase):
    def log_as(self, user):
        """What the collector says on standard error if it runs as that user, in a namespace of its own."""
        process = subprocess.Popen(
            [
                *("unshare", "--user", f"--map-user={user}", "--", COLLECTOR, "serve", "--listen", "127.0.0.1:0"),
                *("--data-dir", self.scratch / f"data{user}", "--config", self.config),
            ],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        listening = process.stdout.readline()
        process.terminate()
        _, log = process.communicate(timeout=60)
        self.assertIn("gRPC on", listening, log)
        return log

    def test_is_warned_of_if_it_is_root(self):
        self.assertIn("collector: runs as root: ", self.log_as(0))
        self.assertNotIn("runs as root", self.log_as(1000))


if __name__ == "__main__":
    unittest.main()
