"""Fetching: from the real collector, and from a server that can be made to fail as the network does."""

import gzip
import hashlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import threading
import time
import urllib.request

import pytest
from datasets import entry, line, report

import gotelemetry
from gotelemetry import Dataset

COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
DAY = "2026-11-18"
TEXT = "".join(line(report(i / 5000, entry(counters={"tool/runs": i}))) for i in range(1, 4000)).encode()


class Server(http.server.ThreadingHTTPServer):
    """Serves one day's dataset, with strong tags and ranges; counts and can break off what it sends."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.text = TEXT
        self.break_after = []  # of each coming answer, how many bytes are sent before the connection breaks
        self.requests = []
        self.digest = None
        self.tagged = True

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):

    def do_GET(self):
        if self.path == "/data/index.json":
            return self.answer(200, json.dumps({"days": [{"day": DAY}]}).encode(), {})
        self.server.requests.append(dict(self.headers))
        tag = f'"{hashlib.sha256(self.server.text).hexdigest()[:16]}"'
        headers = {"ETag": tag} if self.server.tagged else {}
        if self.server.digest:
            headers["Repr-Digest"] = self.server.digest
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", headers)
        begin = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if begin and self.headers.get("If-Range") == tag:
            start, whole = int(begin[1]), len(self.server.text)
            headers["Content-Range"] = f"bytes {start}-{whole - 1}/{whole}"
            return self.answer(206, self.server.text[start:], headers)
        return self.answer(200, self.server.text, headers)

    def answer(self, status, body, headers):
        self.send_response(status)
        for name, value in {**headers, "Content-Length": len(body)}.items():
            self.send_header(name, value)
        self.end_headers()
        is_dataset = self.path != "/data/index.json"
        cut = self.server.break_after.pop(0) if is_dataset and self.server.break_after else len(body)
        self.wfile.write(body[:cut])
        self.close_connection = True

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    with Server() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def fetch(server, cache, **options):
    return Dataset.fetch(server.url, DAY, DAY, cache, **options)


class TestFetch:
    def test_brings_the_days_into_the_cache(self, server, tmp_path):
        dataset = fetch(server, tmp_path / "cache")
        assert dataset.paths == (str(tmp_path / "cache" / f"{DAY}.json"),)
        assert pathlib.Path(dataset.paths[0]).read_bytes() == TEXT
        assert dataset.reports().num_rows == 3999

    def test_goes_on_where_the_connection_broke(self, server, tmp_path):
        server.break_after = [200_000, 50_000]
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == TEXT
        assert [request.get("Range") for request in server.requests] == [None, "bytes=200000-", "bytes=250000-"]

    def test_goes_on_in_a_later_call(self, server, tmp_path):
        server.break_after = [100_000] * 5
        with pytest.raises(OSError, match="the connection broke"):
            fetch(server, tmp_path)
        server.requests.clear()
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == TEXT
        assert server.requests[0]["Range"] == "bytes=500000-"

    def test_begins_anew_if_the_dataset_has_changed_meanwhile(self, server, tmp_path):
        server.break_after = [100_000] * 5
        with pytest.raises(OSError):
            fetch(server, tmp_path)
        server.text = TEXT[: len(TEXT) // 2]
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == server.text

    def test_begins_anew_where_nothing_tells_whether_it_changed(self, server, tmp_path):
        server.tagged = False
        server.break_after = [100_000]
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == TEXT
        assert [request.get("Range") for request in server.requests] == [None, None]

    def test_does_not_fetch_again_what_has_not_changed(self, server, tmp_path):
        fetch(server, tmp_path)
        (path,) = fetch(server, tmp_path).paths
        assert "If-None-Match" in server.requests[1]
        assert pathlib.Path(path).read_bytes() == TEXT

    def test_fetches_again_what_was_damaged_in_the_cache(self, server, tmp_path):
        (path,) = fetch(server, tmp_path).paths
        pathlib.Path(path).write_bytes(TEXT[:-1] + b"x")
        fetch(server, tmp_path)
        assert pathlib.Path(path).read_bytes() == TEXT

    def test_refuses_what_has_not_the_stated_checksum(self, server, tmp_path):
        server.digest = "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"
        with pytest.raises(gotelemetry.DataError, match="checksum"):
            fetch(server, tmp_path)
        assert not list(tmp_path.glob("*.json")) and not list(tmp_path.glob("*.part"))

    def test_draws_a_bar_when_asked(self, server, tmp_path, capsys):
        fetch(server, tmp_path, progress=True)
        assert f"{DAY} [##############################]" in capsys.readouterr().err
        fetch(server, tmp_path / "other", progress=False)
        assert capsys.readouterr().err == ""

    def test_names_days_that_are_not_there(self, server, tmp_path):
        with pytest.raises(FileNotFoundError, match="no dataset from 2026-01-01 to 2026-01-31"):
            Dataset.fetch(server.url, "2026-01-01", "2026-01-31", tmp_path)

    def test_names_a_server_that_is_not_there(self, tmp_path):
        with pytest.raises(OSError):
            Dataset.fetch("http://127.0.0.1:1", DAY, DAY, tmp_path)

    def test_reads_no_other_addresses(self, tmp_path):
        with pytest.raises(ValueError, match="http"):
            Dataset.fetch("file:///etc", DAY, DAY, tmp_path)


class TestRealCollector:
    CONFIG = {"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc12.2.0"], "SampleRate": 1, "Programs": [
        {"Name": "example.com/tool", "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/runs", "Rate": 1}]}]}

    @pytest.fixture
    def start(self, tmp_path):
        config = tmp_path / "config.json"
        config.write_text(json.dumps(self.CONFIG))
        processes = []

        def run():
            processes.append(subprocess.Popen(
                [COLLECTOR, "serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data-dir",
                 tmp_path / "data", "--config", config], stdout=subprocess.PIPE, text=True,
                env={"PATH": os.environ["PATH"]}))
            address = re.search(r"HTTP on (\S+)", processes[-1].stdout.readline())[1]
            return processes[-1], "http://" + address

        yield run
        for process in processes:
            process.kill()
            process.wait()
            process.stdout.close()

    def test_publishes_what_can_be_fetched(self, start, tmp_path):
        process, url = start()
        for i in range(1, 4):
            body = json.dumps(report(i / 10, entry(counters={"tool/runs": i}))).encode()
            headers = {"Content-Type": "application/json"}
            request = urllib.request.Request(f"{url}/upload/{DAY}", data=body, headers=headers)
            urllib.request.urlopen(request).close()
        process.terminate()
        process.wait()
        # A collector merges what it has when it starts, and then now and then.
        _, url = start()
        deadline = time.monotonic() + 30
        while True:
            try:
                dataset = Dataset.fetch(url, DAY, DAY, tmp_path / "cache")
                break
            except OSError:
                assert time.monotonic() < deadline
                time.sleep(0.1)
        assert dataset.counters().to_pandas()["value"].tolist() == [1, 2, 3]
        first = pathlib.Path(dataset.paths[0]).read_bytes()
        text = gzip.decompress(first) if first.startswith(b"\x1f\x8b") else first
        assert text.count(b"\n") == 3
        assert Dataset.fetch(url, DAY, DAY, tmp_path / "cache").paths == dataset.paths
