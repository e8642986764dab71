"""What may happen to the store of several collectors: each acknowledged report is stored once, and nothing else."""

import pathlib
import unittest

from tests.e2e.faults import full_disk
from tests.e2e.shared_store.faults_test_case import FaultsTestCase
from tests.e2e.shared_store.senders import Senders
from tests.e2e.shared_store.world import enter_network

SLOW_DISK = pathlib.Path("tests/e2e/shared_store/libslow_disk.so").absolute()


class StoreFaultsTest(FaultsTestCase):
    def test_disk_of_postgresql_is_full(self):
        postgres = self.start_postgres(disk=lambda directory: full_disk.Disk(directory, megabytes=96),
                                       settings="max_wal_size = 4MB\nmin_wal_size = 2MB")
        collector = self.start_collector(postgres.url)
        with Senders(collector.upload) as senders:
            senders.wait_for(100)
            postgres.disk.fill()
            senders.wait_for_delay()
            self.assertIsNone(collector.process.poll())
            postgres.disk.make_room()
            # It may have ended: without its log it does nothing.
            postgres.start()
            senders.wait_for(100)
        self.assert_kept(senders, postgres)

    def test_disk_of_postgresql_is_slow(self):
        postgres = self.start_postgres(settings="fsync = on\nwal_sync_method = fdatasync",
                                       environment={"LD_PRELOAD": str(SLOW_DISK), "SLOW_DISK_MILLISECONDS": "50"})
        collector = self.start_collector(postgres.url)
        with Senders(collector.upload, count=32) as senders:
            senders.wait_for(200)
        self.assert_kept(senders, postgres)
        # What waits for the disk waits together.
        commits = int(postgres.query("SELECT count(DISTINCT xmin::text) FROM telemetry.report"))
        self.assertLess(commits, len(senders.accepted) / 4)

    def test_primary_is_lost_and_a_replica_takes_over(self):
        primary = self.start_postgres()
        replica = self.start_postgres(primary=primary)
        # From now on commits wait for the replica.
        primary.query("ALTER SYSTEM SET synchronous_standby_names = '*'")
        primary.query("SELECT pg_reload_conf()")
        both = (f"postgresql://test@/telemetry?host={primary.directory},{replica.directory}"
                f"&port={primary.port},{replica.port}&target_session_attrs=read-write")
        collector = self.start_collector(both)
        with Senders(collector.upload) as senders:
            senders.wait_for(100)
            primary.kill()
            senders.wait_for_delay()
            replica.promote()
            senders.wait_for(100)
        self.assert_kept(senders, replica)


if __name__ == "__main__":
    enter_network()
    unittest.main()
