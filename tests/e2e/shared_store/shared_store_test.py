"""Three collectors, one PostgreSQL, a balancer: whatever dies, what was acknowledged is stored once, and nothing else.

    bazel test --test_env=SHARED_STORE_SECONDS=3600 //tests/e2e/shared_store:shared_store_test

kills for an hour. The seed is printed; SHARED_STORE_SEED repeats it.
"""

import filecmp
import json
import os
import pathlib
import random
import subprocess
import tempfile
import threading
import time
import unittest

from tests.e2e.shared_store import world
from tests.e2e.shared_store.postgres import Postgres
from tests.e2e.shared_store.world import COLLECTOR, ENVIRONMENT, NOW, WEEK, report, run, wait_until

CLIENTS = 64
SECONDS = float(os.environ.get("SHARED_STORE_SECONDS", "6"))
SEED = int(os.environ.get("SHARED_STORE_SEED", str(random.randrange(1 << 32))))


def reports_of(store, scratch):
    run("merge", "--store", store, "--date", WEEK, "--out", scratch / "merged")
    text = (scratch / "merged" / f"{WEEK}.json").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def publish(store, directory):
    """Publishes, when nobody else does. Numbers of few reports are hidden, and which of the others count is drawn."""
    while "is up to date" not in run("publish", "--store", store, "--out", directory, "--min-reports", 5, "--now", NOW):
        time.sleep(0.05)


class Client(threading.Thread):
    """Sends one report after another, each until it is accepted."""

    def __init__(self, balancer, number, stop):
        super().__init__()
        self.balancer, self.number, self.stop = balancer, number, stop
        self.accepted = []
        self.refused = []
        self.tries = 0

    def run(self):
        count = 0
        while not self.stop.is_set():
            count += 1
            content = report((self.number * 100_000 + count) / 1e7)
            while (status := self.balancer.upload(content)) != 200:
                self.tries += 1
                if 400 <= status < 500:
                    self.refused.append((status, content["X"]))
                    break
                time.sleep(0.05)
            else:
                self.accepted.append(content["X"])


class SharedStoreTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.postgres = Postgres()
        cls.addClassCleanup(cls.postgres.close)

    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        config = self.scratch / "config.json"
        config.write_text(json.dumps(world.CONFIG), encoding="utf-8")
        self.store = self.postgres.url
        run("store", "init", "--store", self.store)
        run("config", "push", "--store", self.store, config)

    def test_keeps_each_acknowledged_report_once_whoever_is_killed(self):
        print(f"SHARED_STORE_SEED={SEED}", flush=True)
        chance = random.Random(SEED)
        collectors = [world.Collector(self.scratch, self.store) for _ in range(3)]
        for collector in collectors:
            self.addCleanup(collector.close)
            wait_until(collector.is_serving, "a collector does not serve")
        balancer = world.Balancer(self.scratch, collectors)
        self.addCleanup(balancer.close)
        stop = threading.Event()
        clients = [Client(balancer, number, stop) for number in range(CLIENTS)]
        for client in clients:
            client.start()
        killed = {"postgres": 0, "collector": 0}
        deadline = time.monotonic() + SECONDS
        try:
            while time.monotonic() < deadline or 0 in killed.values():
                time.sleep(chance.uniform(0.2, 1))
                if chance.random() < 0.3 or killed["postgres"] == 0:
                    self.postgres.kill()
                    time.sleep(chance.uniform(0, 0.5))
                    self.postgres.start()
                    killed["postgres"] += 1
                else:
                    collector = chance.choice(collectors)
                    collector.kill()
                    time.sleep(chance.uniform(0, 0.5))
                    wait_until(collector.is_serving, "a collector does not come back")
                    killed["collector"] += 1
        finally:
            stop.set()
        for client in clients:
            client.join(world.TIMEOUT_SECONDS)
            self.assertFalse(client.is_alive(), "a client has not sent all")
            self.assertEqual(client.refused, [])
        acknowledged = sorted(x for client in clients for x in client.accepted)
        stored = [stored["X"] for stored in reports_of(self.store, self.scratch)]
        print(f"{len(acknowledged)} acknowledged, {sum(client.tries for client in clients)} further tries, {killed}")
        self.assertGreater(len(acknowledged), CLIENTS)
        self.assertEqual(stored, acknowledged)
        self.copy_interrupted_and_published(stored)

    def test_takes_a_config_that_changed_while_the_store_was_away(self):
        approved = self.scratch / "approved.json"
        approved.write_text(json.dumps(world.CONFIG), encoding="utf-8")
        collector = world.Collector(self.scratch, self.store, "--config", approved)
        self.addCleanup(collector.close)
        wait_until(collector.is_serving, "a collector does not serve")
        self.postgres.kill()
        approved.write_text(json.dumps(world.CONFIG).replace("tool/runs", "tool/new"), encoding="utf-8")
        wait_until(lambda: "until that is over" in collector.log_path.read_text(), "nothing is said")
        self.postgres.start()
        wait_until(lambda: "tool/new" in run("config", "show", "--store", self.store), "it is not in force")
        self.assertEqual(collector.log_path.read_text().count("until that is over"), 1)

    def copy_interrupted_and_published(self, stored):
        """What else has to be true of a store that has been through this."""
        one = self.scratch / "one" / "site"
        publish(self.store, one.parent)
        health = json.loads((one / "health.json").read_text(encoding="utf-8"))
        self.assertIn("atLeast", json.dumps(health))
        copy = f"sqlite:{self.scratch}/copy.db"
        for _ in range(10):
            process = subprocess.Popen([COLLECTOR, "store", "copy", self.store, copy], env=ENVIRONMENT,
                                       stdout=subprocess.DEVNULL)
            time.sleep(0.05)
            process.kill()
            process.wait()
        run("store", "copy", self.store, copy)
        self.assertEqual([stored["X"] for stored in reports_of(copy, self.scratch)], stored)
        self.assertEqual(run("store", "check", "--store", copy).split(": ", 1)[1],
                         run("store", "check", "--store", self.store).split(": ", 1)[1])
        # From three publishers in turn as from one, and from three at once, whatever the store is kept in.
        for store in (self.store, copy, self.store):
            publish(store, self.scratch / "turns")
        machines = [threading.Thread(target=publish, args=(self.store, self.scratch / f"machine{number}"))
                    for number in range(3)]
        for machine in machines:
            machine.start()
        for machine in machines:
            machine.join()
        for name in ("turns", "machine0", "machine1", "machine2"):
            self.assert_same(self.scratch / name / "site", one)

    def assert_same(self, one, other):
        names = sorted(path.relative_to(one) for path in one.rglob("*") if path.is_file())
        self.assertEqual(names, sorted(path.relative_to(other) for path in other.rglob("*") if path.is_file()))
        self.assertGreater(len(names), 5)
        _, different, failed = filecmp.cmpfiles(one, other, names, shallow=False)
        self.assertEqual((different, failed), ([], []))


class TlsTest(unittest.TestCase):
    def test_reaches_a_store_over_tls_that_libpq_brings_along(self):
        postgres = Postgres(has_tls=True)
        self.addCleanup(postgres.close)
        run("store", "init", "--store", postgres.tls_url)
        self.assertIn("0 reports", run("store", "check", "--store", postgres.tls_url))


class AlarmsTest(unittest.TestCase):
    def test_are_rules_of_prometheus(self):
        command = ["/usr/bin/promtool", "check", "rules", "upload/collector/prometheus_rules.yml"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


class StoreOptionTest(unittest.TestCase):
    def test_takes_no_password_on_the_command_line(self):
        done = subprocess.run([COLLECTOR, "store", "check", "--store", "postgresql://u:s3cret@localhost/d"],
                              env=ENVIRONMENT, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertIn("PGPASSFILE", done.stderr)
        self.assertNotIn("s3cret", done.stderr)

    def test_names_a_store_that_is_away(self):
        done = subprocess.run([COLLECTOR, "store", "check", "--store", "postgresql://u@127.0.0.1:1/d"],
                              env=ENVIRONMENT, capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn("postgresql://127.0.0.1:1/d: cannot connect", done.stderr)


if __name__ == "__main__":
    world.enter_network()
    unittest.main()
