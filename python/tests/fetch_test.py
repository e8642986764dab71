"""Fetching: from the real collector, and from a server that can fail like a network."""

import contextlib
import datetime
import gzip
import hashlib
import http.client
import http.server
import json
import os
import pathlib
import re
import socketserver
import subprocess
import threading
import time
import urllib.error
import urllib.request

import numpy
import pandas
import pytest
from datasets import entry, line, report

import gotelemetry
from gotelemetry import Dataset, _fetch

COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
DAY = "2026-11-18"
TEXT = "".join(line(report(i / 5000, entry(counters={"tool/runs": i}))) for i in range(1, 4000)).encode()


class Server(http.server.ThreadingHTTPServer):
    """Serves one day's dataset, with strong tags and ranges; can break off its responses."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.text = TEXT
        self.list = json.dumps({"days": [{"day": DAY}]}).encode()
        self.redirect_to = None
        self.redirect_length = None  # what it says of its body
        self.compresses = False
        self.tagged = True
        self.range_tag = None  # the tag of a part, if it differs from the tag of the whole
        self.break_after = []  # for each coming response, how many bytes to send before the connection breaks
        self.says_length = True
        self.break_list_after = []  # the same for the list of days
        self.requests = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):

    def do_GET(self):
        if self.path == "/data/index.json":
            return self.answer(200, self.server.list, {}, self.server.break_list_after)
        if self.server.redirect_to is not None:
            length = {} if self.server.redirect_length is None else {"Content-Length": self.server.redirect_length}
            return self.answer(302, b"", {"Location": self.server.redirect_to, **length})
        self.server.requests.append(dict(self.headers))
        body = self.server.text
        headers = {}
        if self.server.compresses and self.headers.get("Accept-Encoding") == "gzip":
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if self.server.tagged:
            headers["ETag"] = tag
        if self.headers.get("If-None-Match") == tag:
            return self.answer(304, b"", headers)
        begin = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if begin and self.headers.get("If-Range") == tag:
            # Headers that the client got with the whole are not repeated with a part (RFC 9110, 15.3.7).
            start = int(begin[1])
            if start >= len(body):
                return self.answer(416, b"", {"Content-Range": f"bytes */{len(body)}"})
            return self.answer(206, body[start:], {
                "ETag": self.server.range_tag or tag, "Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"})
        return self.answer(200, body, headers)

    def answer(self, status, body, headers, break_after=None):
        self.send_response(status)
        for name, value in {"Content-Length": len(body), **headers}.items():
            if name != "Content-Length" or self.server.says_length or break_after is not None:
                self.send_header(name, value)
        self.end_headers()
        cuts = self.server.break_after if break_after is None else break_after
        self.wfile.write(body[:cuts.pop(0)] if cuts else body)
        self.close_connection = True

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(server):
    with server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server():
    with serving(Server()) as running:
        yield running


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch):
    monkeypatch.setattr(_fetch, "_FIRST_PAUSE_S", 0)


def fetch(server, cache, **options):
    return Dataset.fetch(server.url, DAY, DAY, cache, **options)


class TestFetch:
    def test_brings_the_days_into_the_cache(self, server, tmp_path):
        dataset = fetch(server, tmp_path / "cache")
        assert dataset.paths == (str(tmp_path / "cache" / f"{DAY}.json"),)
        assert pathlib.Path(dataset.paths[0]).read_bytes() == TEXT
        assert dataset.reports().num_rows == 3999

    def test_leaves_a_cache_that_can_be_opened_as_a_directory(self, server, tmp_path):
        dataset = fetch(server, tmp_path)
        assert Dataset.open(tmp_path).paths == dataset.paths
        assert Dataset.open(tmp_path).reports().num_rows == 3999

    @pytest.mark.parametrize("day", [datetime.datetime(2026, 11, 18, 9), pandas.Timestamp(DAY), numpy.datetime64(DAY)])
    def test_takes_days_of_every_type(self, server, tmp_path, day):
        assert len(Dataset.fetch(server.url, day, day, tmp_path).paths) == 1

    def test_resumes_where_the_connection_broke(self, server, tmp_path):
        server.break_after = [200_000, 50_000]
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == TEXT
        assert [request.get("Range") for request in server.requests] == [None, "bytes=200000-", "bytes=250000-"]

    def test_resumes_a_compressed_download(self, server, tmp_path):
        server.compresses = True
        server.break_after = [2000, 1000]
        (path,) = fetch(server, tmp_path).paths
        assert path.endswith(".json.gz") and gzip.decompress(pathlib.Path(path).read_bytes()) == TEXT
        assert [request.get("Range") for request in server.requests] == [None, "bytes=2000-", "bytes=3000-"]

    def test_begins_anew_if_it_gets_a_part_of_something_else(self, server, tmp_path):
        server.range_tag = '"other"'
        server.break_after = [200_000]
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == TEXT
        assert [request.get("Range") for request in server.requests] == [None, "bytes=200000-", None]

    def test_begins_anew_if_the_part_is_longer_than_the_whole(self, server, tmp_path):
        server.break_after = [len(TEXT) - 1] + [0] * 4
        with pytest.raises(OSError, match="the connection broke"):
            fetch(server, tmp_path)
        (part,) = tmp_path.glob("*.part")
        part.write_bytes(TEXT + b"more")
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == TEXT

    def test_asks_again_for_a_list_that_broke_off(self, server, tmp_path):
        server.break_list_after = [5, 0]
        assert fetch(server, tmp_path).reports().num_rows == 3999

    def test_resumes_in_a_later_call(self, server, tmp_path):
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

    def test_draws_a_bar_when_asked(self, server, tmp_path, capsys):
        fetch(server, tmp_path, progress=True)
        assert f"{DAY} [##############################]" in capsys.readouterr().err
        fetch(server, tmp_path / "other", progress=False)
        assert capsys.readouterr().err == ""

    def test_names_days_that_are_not_there(self, server, tmp_path):
        with pytest.raises(FileNotFoundError, match="no dataset from 2026-01-01 to 2026-01-31"):
            Dataset.fetch(server.url, "2026-01-01", "2026-01-31", tmp_path)

    def test_names_a_server_that_is_not_there(self, tmp_path):
        with pytest.raises(OSError, match="cannot fetch http://127.0.0.1:1/data/index.json: .*refused"):
            Dataset.fetch("http://127.0.0.1:1", DAY, DAY, tmp_path)

    def test_names_a_server_that_speaks_another_protocol(self, tmp_path):
        class Grpc(socketserver.BaseRequestHandler):
            def handle(self):
                self.request.recv(1)
                self.request.sendall(b"\0\0\x06\x04\0\0\0\0\0\0\x05\0\0@\0\n")

        with serving(socketserver.TCPServer(("127.0.0.1", 0), Grpc)) as server:
            url = f"http://127.0.0.1:{server.server_address[1]}"
            with pytest.raises(OSError, match="cannot fetch"):
                Dataset.fetch(url, DAY, DAY, tmp_path)

    @pytest.mark.parametrize("cache_dir", ["~", "~/cache", pathlib.Path("~/cache")])
    def test_makes_no_folder_that_is_named_like_a_home(self, server, tmp_path, monkeypatch, cache_dir):
        monkeypatch.chdir(tmp_path)
        with pytest.raises(ValueError, match="only a shell knows"):
            Dataset.fetch(server.url, DAY, DAY, cache_dir)
        assert list(tmp_path.iterdir()) == []

    def test_reads_no_other_addresses(self, tmp_path):
        with pytest.raises(ValueError, match="http"):
            Dataset.fetch("file:///etc", DAY, DAY, tmp_path)


class TestHostileServer:
    @pytest.mark.parametrize("days, reason", [
        ([{"day": DAY}, {"day": DAY}], "is there twice"),
        ([{"day": DAY}, {"day": "20261118"}], "is not written as YYYY-MM-DD"),
        ([{"day": DAY}, {"day": "2026-W47-3"}], "is not written as YYYY-MM-DD"),
        ([{"day": DAY}] * 10_001, "10001 days are more than 10000"),
        ([{"day": DAY, "bytes": "many"}], "not a list of days"),
        (DAY, "not a list of days")])
    def test_cannot_list_a_day_twice_or_without_end(self, server, tmp_path, days, reason):
        server.list = json.dumps({"days": days}).encode()
        with pytest.raises(gotelemetry.DataError, match=reason):
            fetch(server, tmp_path)
        assert server.requests == []

    def test_cannot_nest_its_list_too_deeply(self, server, tmp_path):
        server.list = b"[" * 200_000
        with pytest.raises(gotelemetry.DataError, match="not a list of days"):
            fetch(server, tmp_path)

    def test_cannot_fill_the_disk(self, server, tmp_path):
        server.list = json.dumps({"days": [{"day": DAY, "bytes": 1000}]}).encode()
        server.text = TEXT * 20
        with pytest.raises(gotelemetry.DataError, match="sends more than 1050576 bytes"):
            fetch(server, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_cannot_fill_the_memory_with_little(self, server, tmp_path):
        server.list = json.dumps({"days": [{"day": DAY, "bytes": 1000}]}).encode()
        server.text = b" " * 5_000_000 + b"\n"
        server.compresses = True
        with pytest.raises(gotelemetry.DataError, match="has more than 1050576 bytes"):
            fetch(server, tmp_path)
        assert list(tmp_path.iterdir()) == []

    def test_cannot_give_another_file_than_it_lists(self, server, tmp_path):
        for compresses in (False, True):
            server.compresses = compresses
            server.list = json.dumps({"days": [{"day": DAY, "sha256": hashlib.sha256(TEXT).hexdigest()}]}).encode()
            server.text = TEXT
            assert len(fetch(server, tmp_path).reports()) == 3999
            server.text = TEXT + TEXT[:TEXT.index(b"\n") + 1]
            with pytest.raises(gotelemetry.DataError, match="is not the file of the collector's list: its SHA-256 is"):
                fetch(server, tmp_path)

    @pytest.mark.parametrize("compresses", [False, True])
    def test_is_asked_again_if_a_body_without_a_length_was_cut(self, server, tmp_path, compresses):
        server.says_length, server.tagged, server.compresses = False, False, compresses
        server.break_after = [3000]
        assert len(fetch(server, tmp_path).reports()) == 3999
        assert len(server.requests) == 2

    @pytest.mark.parametrize("target", ["http://localhost:1/x", "https://127.0.0.1/x", "ftp://127.0.0.1/x"])
    def test_cannot_send_us_to_another_server(self, server, tmp_path, target):
        server.redirect_to = target
        with pytest.raises(gotelemetry.DataError, match="redirects to another server"):
            fetch(server, tmp_path)

    def test_may_send_us_to_another_of_its_pages(self, server, tmp_path):
        server.redirect_to = f"{server.url}/data/index.json"
        server.list = json.dumps({"days": [{"day": DAY}]}).encode() + b"\n"
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == server.list

    def test_does_not_take_the_body_of_a_redirection_into_memory(self, server, tmp_path):
        server.redirect_to = f"{server.url}/data/index.json"
        server.redirect_length = 10**12
        assert pathlib.Path(fetch(server, tmp_path).paths[0]).read_bytes() == server.list

    def test_others_who_write_to_the_cache_cannot_have_files_removed(self, server, tmp_path):
        victim = tmp_path / "victim"
        victim.write_bytes(b"mine")
        cache = tmp_path / "cache"
        cache.mkdir()
        entry = {"file": "../victim", "etag": '"x"', "sha256": hashlib.sha256(b"mine").hexdigest()}
        (cache / ".gotelemetry-cache").write_text(json.dumps({DAY: entry}))
        assert fetch(server, cache).reports().num_rows == 3999
        assert victim.read_bytes() == b"mine"


class CuttingProxy(http.server.ThreadingHTTPServer):
    """Forwards requests to `upstream`, and breaks off the first responses with a dataset after some bytes."""

    def __init__(self, upstream, break_after):
        super().__init__(("127.0.0.1", 0), CuttingHandler)
        self.upstream = upstream.removeprefix("http://")
        self.break_after = break_after
        self.statuses = []

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"


class CuttingHandler(http.server.BaseHTTPRequestHandler):

    def do_GET(self):
        connection = http.client.HTTPConnection(self.server.upstream)
        connection.request("GET", self.path, headers=dict(self.headers))
        response = connection.getresponse()
        self.send_response(response.status)
        for name, value in response.getheaders():
            self.send_header(name, value)
        self.end_headers()
        body = response.read()
        connection.close()
        if self.path != "/data/index.json":
            self.server.statuses.append(response.status)
            body = body[:self.server.break_after.pop(0)] if self.server.break_after else body
        self.wfile.write(body)
        self.close_connection = True

    def log_message(self, *_):
        pass


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
                 tmp_path / "data", "--config", config, "--now", f"{DAY}T12:00:00Z"], stdout=subprocess.PIPE, text=True,
                env={"PATH": os.environ["PATH"]}))
            line = processes[-1].stdout.readline()
            return processes[-1], *re.search(r"gRPC on (\S+).*HTTP on (\S+)", line).groups()

        yield run
        for process in processes:
            process.kill()
            process.wait()
            process.stdout.close()

    @staticmethod
    def has_published(address, num_reports):
        try:
            with urllib.request.urlopen(f"http://{address}/data/index.json") as response:
                days = json.load(response)["days"]
        except urllib.error.HTTPError:
            return False
        return [(day["day"], day["reports"]) for day in days] == [(DAY, num_reports)]

    @pytest.fixture
    def collector(self, start, tmp_path):
        """The address of a collector that has published three reports."""
        process, _, address = start()
        for i in range(1, 4):
            body = json.dumps(report(i / 10, entry(counters={"tool/runs": i}))).encode()
            headers = {"Content-Type": "application/json"}
            request = urllib.request.Request(f"http://{address}/upload/{DAY}", data=body, headers=headers)
            urllib.request.urlopen(request).close()
        process.terminate()
        process.wait()
        # A collector publishes what it has when it starts, and then periodically: the first may have published some.
        _, _, address = start()
        deadline = time.monotonic() + 30
        while not self.has_published(address, 3):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        return "http://" + address

    def test_publishes_what_can_be_fetched(self, collector, tmp_path):
        dataset = Dataset.fetch(collector, DAY, DAY, tmp_path / "cache")
        assert dataset.counters().to_pandas()["value"].tolist() == [1, 2, 3]
        assert gzip.decompress(pathlib.Path(dataset.paths[0]).read_bytes()).count(b"\n") == 3
        assert Dataset.fetch(collector, DAY, DAY, tmp_path / "cache").paths == dataset.paths

    def test_serves_what_is_left_of_a_broken_download(self, collector, tmp_path):
        with serving(CuttingProxy(collector, break_after=[100, 30])) as proxy:
            dataset = Dataset.fetch(proxy.url, DAY, DAY, tmp_path / "cache")
        assert dataset.counters().to_pandas()["value"].tolist() == [1, 2, 3]
        assert proxy.statuses == [200, 206, 206]

    def test_is_named_if_its_other_port_is_asked(self, start, tmp_path):
        _, address, _ = start()
        with pytest.raises(OSError, match=f"cannot fetch http://{address}/data/index.json"):
            Dataset.fetch(f"http://{address}", DAY, DAY, tmp_path)
