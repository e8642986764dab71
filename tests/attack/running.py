"""Collectors to attack: real processes on loopback.

    with running.collector(scratch) as collector:
        attacks.reset_streams(collector.grpc, 1 << 20)
        assert http2.answers(collector.grpc)
"""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import re
import resource
import subprocess

import attacks

COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
WEEK = "2026-11-18"
NOW = f"{WEEK}T12:00:00Z"
TIMEOUT_SECONDS = 30

CONFIG = {
    "GOOS": ["linux"],
    "GOARCH": ["amd64"],
    "GoVersion": ["gcc12.2.0"],
    "SampleRate": 1,
    "Programs": [
        {
            "Name": "example.com/tool",
            "Versions": ["v1.0.0"],
            "Counters": [{"Name": "tool/runs", "Rate": 1}],
            "Stacks": [{"Name": "crash/crash", "Rate": 1, "Depth": 16}],
        }
    ],
}


def report(x, *, week=WEEK, config="v1.0.0", counters=None, stacks=None):
    """A report that a collector with CONFIG takes."""
    program = {
        "Program": "example.com/tool",
        "Version": "v1.0.0",
        "GoVersion": "gcc12.2.0",
        "GOOS": "linux",
        "GOARCH": "amd64",
        "Counters": {"tool/runs": 1} if counters is None else counters,
        "Stacks": stacks or {},
    }
    return {"Week": week, "LastWeek": "", "X": x, "Programs": [program], "Config": config}


@dataclasses.dataclass
class Collector:
    """A collector that runs."""

    process: subprocess.Popen
    data: pathlib.Path
    grpc: int
    http: int
    errors: pathlib.Path

    @property
    def costs(self):
        return attacks.Process(self.process.pid)

    def log(self):
        return self.errors.read_text()

    def request(self, method, path, body=None, headers=None):
        """The status and the body of the answer to an HTTP request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.http, timeout=TIMEOUT_SECONDS)
        with contextlib.closing(connection):
            connection.request(method, path, body, headers or {})
            reply = connection.getresponse()
            return reply.status, reply.read()

    def upload(self, content, headers=None):
        if headers is None:
            headers = {"Content-Type": "application/json"}
        return self.request("POST", f"/upload/{content['Week']}", json.dumps(content), headers)

    def stored(self, week=WEEK):
        """The text of the reports that it has stored."""
        out = self.data / "merged"
        subprocess.run(
            [COLLECTOR, "merge", "--data-dir", self.data, "--date", week, "--out", out],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
        )
        return (out / f"{week}.json").read_text()


@contextlib.contextmanager
def collector(scratch, *options, descriptors=None, now=NOW):
    """Runs a collector, perhaps with so many file descriptors only, as if at that time."""
    config = scratch / "config.json"
    config.write_text(json.dumps(CONFIG))
    errors = scratch / "errors"

    def limit():
        if descriptors is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    command = [COLLECTOR, "serve", "--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"]
    command += ["--data-dir", scratch / "data", "--config", config, *options]
    if now is not None:
        command += ["--now", now]
    with open(errors, "w", encoding="utf-8") as error_file:
        process = subprocess.Popen(
            [str(word) for word in command],
            env={"PATH": os.environ["PATH"]},
            stdout=subprocess.PIPE,
            stderr=error_file,
            text=True,
            preexec_fn=limit,
        )
    try:
        line = process.stdout.readline()
        grpc, site = re.search(r"gRPC on \S+:(\d+) and HTTP on \S+:(\d+)", line).groups()
        yield Collector(process, scratch / "data", int(grpc), int(site), errors)
    finally:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)
        process.stdout.close()
