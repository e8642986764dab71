"""Whatever ends a writer, the store or the file is as it was, or as it is to be."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
from datasets import write
from stores import content, make_dataset, make_reports

from gotelemetry import Dataset


@pytest.fixture
def dataset(tmp_path):
    return make_dataset(tmp_path)


class TestKilled:
    SCRIPT = textwrap.dedent("""
        import signal, sys, gotelemetry
        # As in a program that was started from a terminal: a shell's background jobs ignore it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        print("ready", flush=True)
        gotelemetry.Dataset(sys.argv[2:]).to_parquet(sys.argv[1])
    """)

    def start(self, folder, paths):
        """Starts to write a store in another process."""
        writer = subprocess.Popen([sys.executable, "-c", self.SCRIPT, folder, *paths], stdout=subprocess.PIPE,
                                  env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
        assert writer.stdout.readline() == b"ready\n"
        writer.stdout.close()
        return writer

    def kill_while_writing(self, folder, paths, after_s):
        """Returns whether the writer was still at work."""
        writer = self.start(folder, paths)
        time.sleep(after_s)
        writer.kill()
        return writer.wait() == -signal.SIGKILL

    def test_leaves_the_old_state_or_the_new_one(self, dataset, tmp_path):
        folder = tmp_path / "store"
        old_paths = list(dataset.paths[:2])
        # Slow enough to be killed anywhere.
        more = [write(tmp_path / f"more{i}.json", *make_reports(2000, "2026-12-02", 20 + i)) for i in range(6)]
        Dataset(old_paths).to_parquet(folder)
        old = content(Dataset.open(folder), "counters")
        new = content(Dataset([*old_paths, *more]), "counters")
        begin = time.perf_counter()
        Dataset([*old_paths, *more]).to_parquet(tmp_path / "other")
        takes = time.perf_counter() - begin
        killed, found = 0, None
        for fraction in (0.05, 0.2, 0.35, 0.5, 0.65, 0.8, 0.95):
            killed += self.kill_while_writing(str(folder), [*old_paths, *map(str, more)], fraction * takes)
            found = content(Dataset.open(folder), "counters")
            assert found in (old, new)
            if found == new:
                break
        assert killed >= 2
        # What was left behind is no obstacle.
        assert content(Dataset([*old_paths, *more]).to_parquet(folder), "counters") == new
        assert not list(tmp_path.glob(".*"))

    def test_ctrl_c_ends_it_soon_and_leaves_the_old_state(self, dataset, tmp_path):
        folder = tmp_path / "store"
        Dataset(dataset.paths[:2]).to_parquet(folder)
        old = content(Dataset.open(folder), "counters")
        much = write(tmp_path / "much.json", *make_reports(3000))
        for copies in (1, 40):  # one file, read by several threads; and several files, by one thread each
            paths = [tmp_path / f"{copies}-{i}.json" for i in range(copies)]
            for i, path in enumerate(paths):
                path.write_bytes(much.read_bytes() * (40 // copies) + f"{' ' * i}\n".encode())
            writer = self.start(folder, paths)
            time.sleep(0.3)
            writer.send_signal(signal.SIGINT)
            begin = time.perf_counter()
            assert writer.wait(30) == -signal.SIGINT
            assert time.perf_counter() - begin < 5
            assert content(Dataset.open(folder), "counters") == old
            assert not list(tmp_path.glob(".*"))


class TestKilledTable:
    SCRIPT = textwrap.dedent("""
        import sys, gotelemetry
        table = gotelemetry.Dataset.open(sys.argv[1]).counters()
        table.to_parquet(sys.argv[2])
        print("ready", flush=True)
        while True: table.to_parquet(sys.argv[2])
    """)

    def test_leaves_a_whole_file(self, tmp_path):
        reports = write(tmp_path / "many.json", *make_reports(20000))
        target = tmp_path / "counters.parquet"
        for after_s in (0, 0.02, 0.05, 0.1, 0.2):
            writer = subprocess.Popen([sys.executable, "-c", self.SCRIPT, reports, target], stdout=subprocess.PIPE,
                                      env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
            assert writer.stdout.readline() == b"ready\n"
            writer.stdout.close()
            time.sleep(after_s)
            writer.kill()
            assert writer.wait() == -signal.SIGKILL
            assert len(Dataset.open(target).counters()) == 60000
        # What was begun has a name that is no dataset's.
        assert list(tmp_path.glob("*.parquet")) == [target]
