"""Measures the collector's HTTP side: its pages under load, and uploads at the same time.

  site_benchmark.py [--seconds N] COLLECTOR CONFIG

Starts the program COLLECTOR in a scratch directory, stores reports in it, and prints in the JSON format of Google
Benchmark:

  SitePage            the page of a week's charts, requested by wrk over 32 connections
  SitePageLoaded      the same while 1,000 other connections are open, some silent and some with half a request, and
                      another client uploads one report after another
  HttpUpload          durable uploads over HTTP by one client, each after the answer to the previous one
  HttpUploadLoaded    the same, during SitePageLoaded

Times are medians. CONFIG is an upload config that approves example.com/wordcount.
"""

import argparse
import contextlib
import http.client
import json
import pathlib
import re
import resource
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

_WEEK = "2026-11-18"
_PAGE = "/charts/2026-11-16_2026-11-22"
_STORED_REPORTS = 200
_IDLE_CONNECTIONS = 1000
_TIMEOUT_SECONDS = 30
_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}


def report(number):
    """Returns a different report for each number from 1 on."""
    program = {
        "Program": "example.com/wordcount",
        "Version": "v1.0.0",
        "GoVersion": "gcc12.2.0",
        "GOOS": "linux",
        "GOARCH": "amd64",
        "Counters": {"wordcount/runs": number},
        "Stacks": {},
    }
    return {"Week": _WEEK, "LastWeek": "", "X": number / 1e9, "Programs": [program], "Config": "v1.0.0"}


def parse_wrk(text):
    """Parses the output of `wrk --latency` into (requests per second, median milliseconds)."""
    if re.search(r"Non-2xx|Socket errors", text):
        raise ValueError(f"wrk found errors:\n{text}")
    rate = re.search(r"^Requests/sec:\s+([\d.]+)$", text, re.MULTILINE)
    median = re.search(r"^\s+50%\s+([\d.]+)(us|ms|s)$", text, re.MULTILINE)
    if not rate or not median:
        raise ValueError(f"wrk printed no figures:\n{text}")
    return float(rate.group(1)), float(median.group(1)) * _UNITS[median.group(2)]


def benchmark(name, rate, milliseconds):
    return {"name": name, "real_time": milliseconds, "time_unit": "ms", "items_per_second": rate}


class Uploader:
    """A client that sends each report once, all over one connection."""

    def __init__(self, port):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
        self._sent = 0

    def upload(self):
        """Returns the milliseconds until the report was acknowledged."""
        self._sent += 1
        body = json.dumps(report(self._sent))
        start = time.perf_counter()
        self._connection.request("POST", f"/upload/{_WEEK}", body, {"Content-Type": "application/json"})
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"an upload was answered {answer.status}")
        return (time.perf_counter() - start) * 1e3

    def upload_until(self, is_over):
        milliseconds = []
        while not is_over():
            milliseconds.append(self.upload())
        return milliseconds


@contextlib.contextmanager
def running_collector(program, config):
    """Yields the port of a collector that serves HTTP."""
    with tempfile.TemporaryDirectory() as scratch:
        process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0", "--config", config]
            + ["--now", f"{_WEEK}T12:00:00Z"]
            + ["--data-dir", str(pathlib.Path(scratch, "data")), "--publish-every", "5s"],
            stdout=subprocess.PIPE, text=True)
        try:
            yield int(re.search(r"HTTP on \S+:(\d+)", process.stdout.readline()).group(1))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_TIMEOUT_SECONDS)
            process.stdout.close()


@contextlib.contextmanager
def idle_connections(port, count):
    with contextlib.ExitStack() as stack:
        for number in range(count):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            if number % 2:
                connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        yield


def wait_for_page(port):
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT_SECONDS)
        with contextlib.closing(connection):
            connection.request("GET", _PAGE)
            if connection.getresponse().status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(f"{_PAGE} was not published")


def run_wrk(port, seconds):
    command = ["wrk", "--latency", "-t1", "-c32", f"-d{seconds}s", f"http://127.0.0.1:{port}{_PAGE}"]
    return parse_wrk(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)


def measure(port, seconds):
    """Returns Google Benchmark's JSON, as an object."""
    uploader = Uploader(port)
    for _ in range(_STORED_REPORTS):
        uploader.upload()
    wait_for_page(port)
    page = run_wrk(port, seconds)
    end = time.monotonic() + seconds
    alone = uploader.upload_until(lambda: time.monotonic() > end)
    over = threading.Event()
    loaded = []
    with idle_connections(port, _IDLE_CONNECTIONS):
        thread = threading.Thread(target=lambda: loaded.extend(uploader.upload_until(over.is_set)))
        thread.start()
        try:
            loaded_page = run_wrk(port, seconds)
        finally:
            over.set()
            thread.join()
    return {"benchmarks": [
        benchmark("SitePage", *page),
        benchmark("SitePageLoaded", *loaded_page),
        benchmark("HttpUpload", len(alone) / seconds, statistics.median(alone)),
        benchmark("HttpUploadLoaded", len(loaded) / seconds, statistics.median(loaded)),
    ]}


def main(argv):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("collector", metavar="COLLECTOR")
    parser.add_argument("config", metavar="CONFIG")
    options = parser.parse_args(argv)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with running_collector(options.collector, options.config) as port:
        json.dump(measure(port, options.seconds), sys.stdout, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
