"""What a test of a store's faults has: a server, a collector on it, and a look at what is stored.

    class SomeTest(FaultsTestCase):
        def test_something(self):
            postgres = self.start_postgres()
            collector = self.start_collector(postgres.url)
"""

import json
import pathlib
import tempfile
import unittest

from tests.e2e.shared_store import world
from tests.e2e.shared_store.postgres import Postgres, wait_until
from tests.e2e.shared_store.world import run


class FaultsTestCase(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start_postgres(self, **options):
        postgres = Postgres(**options)
        self.addCleanup(postgres.close)
        return postgres

    def make_store(self, store):
        config = self.scratch / "config.json"
        config.write_text(json.dumps(world.CONFIG), encoding="utf-8")
        run("store", "init", "--store", store)
        run("config", "push", "--store", store, config)

    def start_collector(self, store):
        """A collector on a new store."""
        self.make_store(store)
        collector = world.Collector(self.scratch, store)
        self.addCleanup(collector.close)
        wait_until(collector.is_serving, "the collector does not serve")
        return collector

    def assert_kept(self, senders, postgres):
        """What the server has is what was acknowledged."""
        self.assertEqual(senders.refused, [])
        stored = [float(x) for x in postgres.query("SELECT x FROM telemetry.report ORDER BY x").split()]
        self.assertEqual(stored, senders.accepted)
