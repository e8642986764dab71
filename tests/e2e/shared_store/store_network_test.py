"""The network between a store and its collectors breaks without a word."""

import subprocess
import unittest

from tests.e2e.shared_store.faults_test_case import FaultsTestCase
from tests.e2e.shared_store.network import FAR, Network
from tests.e2e.shared_store.postgres import ENDS_WITH_TEST, wait_until
from tests.e2e.shared_store.senders import Senders
from tests.e2e.shared_store.world import COLLECTOR, ENVIRONMENT, enter_network

ADVISORY_LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
TABLE_LOCKS = ("SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted"
               " AND relation = 'telemetry.report'::regclass")


class StoreNetworkTest(FaultsTestCase):
    def setUp(self):
        super().setUp()
        self.network = Network()
        self.addCleanup(self.network.close)
        self.postgres = self.start_postgres(machine=self.network.machine, address=FAR)

    def test_network_breaks(self):
        collector = self.start_collector(f"{self.postgres.tcp_url}tcp_user_timeout=1000&connect_timeout=2")
        with Senders(collector.upload) as senders:
            senders.wait_for(100)
            self.network.cut()
            senders.wait_for_delay()
            self.network.mend()
            senders.wait_for(100)
        self.assert_kept(senders, self.postgres)

    def test_publisher_is_lost_in_the_network(self):
        self.make_store(self.postgres.tcp_url)
        # Nobody can read, so a publisher that has begun does not end.
        reading = self.postgres.start_query("BEGIN; LOCK TABLE telemetry.report; SELECT pg_sleep(600)")
        self.addCleanup(lambda: (reading.kill(), reading.communicate()))
        wait_until(lambda: self.postgres.query(TABLE_LOCKS) == "1", "nothing is locked")
        lost = subprocess.Popen([*ENDS_WITH_TEST, COLLECTOR, "publish", "--store", self.postgres.tcp_url, "--out",
                                 self.scratch / "lost"], env=ENVIRONMENT)
        wait_until(lambda: self.postgres.query(ADVISORY_LOCKS) == "1", "nobody publishes")
        self.network.cut()
        # The server is not told.
        lost.kill()
        lost.wait()
        reading.kill()
        wait_until(lambda: self.postgres.query(ADVISORY_LOCKS) == "0", "the lock of who is lost stays")


if __name__ == "__main__":
    enter_network()
    unittest.main()
