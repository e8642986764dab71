"""A PostgreSQL of the test's own, collectors that share it, and a balancer before them: real processes on loopback.

    postgres = Postgres()
    collector = Collector(scratch, postgres.url)
    run("store", "check", "--store", postgres.url)

    if __name__ == "__main__":
        enter_network()
        unittest.main()
"""

import contextlib
import http.client
import json
import os
import pathlib
import re
import select
import socket
import subprocess

from tests.e2e.faults import full_disk
from tests.e2e.shared_store.postgres import ENDS_WITH_TEST, ENVIRONMENT, TIMEOUT_SECONDS, free_port, wait_until

COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
BALANCER = pathlib.Path("upload/collector/three_collectors.cfg").absolute()
WEEK = "2026-11-18"
NOW = f"{WEEK}T12:00:00Z"

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
        }
    ],
}


def enter_network():
    """Gives the test a loopback of its own, on which nobody else takes a port, and mounts of its own."""
    full_disk.enter_namespace(with_network=True)
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def report(x):
    """A report that a collector with CONFIG takes."""
    program = {
        "Program": "example.com/tool",
        "Version": "v1.0.0",
        "GoVersion": "gcc12.2.0",
        "GOOS": "linux",
        "GOARCH": "amd64",
        "Counters": {"tool/runs": 1},
        "Stacks": {},
    }
    return {"Week": WEEK, "LastWeek": "", "X": x, "Programs": [program], "Config": "v1.0.0"}


def run(*words, expect=0):
    """What a command of the collector prints."""
    done = subprocess.run(
        [COLLECTOR, *map(str, words)], env=ENVIRONMENT, capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode != expect:
        raise AssertionError(f"{words}: {done.returncode}: {done.stdout}{done.stderr}")
    return done.stdout


def upload(port, content):
    """The status of the answer to an upload; 0 if there was none."""
    with contextlib.suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
        with contextlib.closing(connection):
            connection.request("POST", f"/upload/{content['Week']}", json.dumps(content),
                               {"Content-Type": "application/json"})
            return connection.getresponse().status
    return 0


class Collector:
    """A collector that only takes reports; it is started again on the same ports."""

    def __init__(self, scratch, store, *options):
        self.store = store
        self.options = options
        self.ports = [free_port() for _ in range(3)]
        self.log_path = scratch / f"log{self.ports[0]}"
        self.log = open(self.log_path, "a", encoding="utf-8")
        self.process = None
        self.output = b""
        self.start()

    def start(self):
        self.output = b""
        grpc, site, monitor = self.ports
        self.process = subprocess.Popen(
            [*ENDS_WITH_TEST, COLLECTOR, "serve", "--listen", f"127.0.0.1:{grpc}", "--http", f"127.0.0.1:{site}",
             "--monitor", f"127.0.0.1:{monitor}", "--store", self.store, "--no-publish", "--now", NOW, *self.options],
            env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=self.log)

    def is_serving(self):
        # Without the store it ends, for its supervisor to start it again.
        if self.process.poll() is not None:
            self.start()
        output = self.process.stdout.fileno()
        if select.select([output], [], [], 0)[0]:
            self.output += os.read(output, 4096)
        return b"collector: serving" in self.output

    def upload(self, content):
        return upload(self.ports[1], content)

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def close(self):
        if self.process.poll() is None:
            self.kill()
        self.log.close()


class Balancer:
    """HAProxy with the file that OPERATING.md recommends, on these ports."""

    def __init__(self, scratch, collectors):
        self.port = free_port()
        text = BALANCER.read_text(encoding="utf-8").replace("bind :8000", f"bind 127.0.0.1:{self.port}")
        text = text.replace("maxconn 20000", "maxconn 1000")
        for number, collector in enumerate(collectors, start=1):
            grpc, site, monitor = collector.ports
            for port, there in ((8443, grpc), (8080, site)):
                old = rf"10\.0\.0\.{number}:{port}( proto h2)? port 9090"
                text, found = re.subn(old, rf"127.0.0.1:{there}\1 port {monitor}", text)
                assert found == 1, old
        config = scratch / "haproxy.cfg"
        config.write_text(text, encoding="utf-8")
        check = subprocess.run(["/usr/sbin/haproxy", "-c", "-f", config], capture_output=True, text=True, check=False)
        assert check.returncode == 0, check.stderr
        self.process = subprocess.Popen([*ENDS_WITH_TEST, "/usr/sbin/haproxy", "-db", "-f", config],
                                        stderr=subprocess.DEVNULL)
        wait_until(self._is_listening, "the balancer does not listen")

    def _is_listening(self):
        assert self.process.poll() is None, "the balancer has ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def upload(self, content):
        return upload(self.port, content)

    def close(self):
        self.process.terminate()
        self.process.wait(TIMEOUT_SECONDS)
