"""A PostgreSQL of the test's own, collectors that share it, and a balancer before them: real processes on loopback.

    postgres = Postgres(scratch)
    collector = Collector(scratch, "one", postgres.url)
    run("store", "check", "--store", postgres.url)
"""

import contextlib
import http.client
import json
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time

COLLECTOR = pathlib.Path("cmd/collector/collector").absolute()
BALANCER = pathlib.Path("upload/collector/three_collectors.cfg").absolute()
CERTIFICATE = pathlib.Path("upload/testing/localhost.crt").absolute()
KEY = pathlib.Path("upload/testing/localhost.key").absolute()
PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")
ENVIRONMENT = {"PATH": os.environ["PATH"]}
TIMEOUT_SECONDS = 60
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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(condition, what):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(what)
        time.sleep(0.05)


class Postgres:
    """A server that is not root's, in a directory of its own, on a socket there; or over TLS on loopback, too."""

    def __init__(self, has_tls=False):
        # Below /tmp: a socket's name is short, and the server's user must be able to go there.
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="postgres_", dir="/tmp"))
        self.user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self.user is not None:
            os.chown(self.directory, self.user.pw_uid, self.user.pw_gid)
        self.data = self.directory / "data"
        self._program("initdb", "--no-sync", "--auth=trust", "--username=test", "--locale=C", "--encoding=UTF8",
                      f"--pgdata={self.data}")
        self.port = free_port()
        settings = f"port = {self.port}\nlisten_addresses = ''\nfsync = off\n"  # only a loss of power would need fsync
        if has_tls:
            for name in (CERTIFICATE, KEY):
                copy = self.directory / name.name
                shutil.copy(name, copy)
                copy.chmod(0o600)
                if self.user is not None:
                    os.chown(copy, self.user.pw_uid, self.user.pw_gid)
            settings += (
                f"listen_addresses = '127.0.0.1'\nssl = on\nssl_cert_file = '{self.directory / CERTIFICATE.name}'\n"
                f"ssl_key_file = '{self.directory / KEY.name}'\n")
        with open(self.data / "postgresql.auto.conf", "a", encoding="utf-8") as file:
            file.write(settings)
        self.server = None
        self.start()
        self._program("createdb", f"--port={self.port}", "--username=test", f"--host={self.directory}", "telemetry")
        self.url = f"postgresql://test@/telemetry?host={self.directory}&port={self.port}"
        self.tls_url = (f"postgresql://test@localhost:{self.port}/telemetry?hostaddr=127.0.0.1&sslmode=verify-full"
                        f"&sslrootcert={CERTIFICATE}")

    def _spawn(self, name, *words):
        user, group, groups = (None, None, None) if self.user is None else (self.user.pw_uid, self.user.pw_gid, [])
        return subprocess.Popen(
            [PROGRAMS / name, *words], cwd=self.directory, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=ENVIRONMENT, user=user, group=group, extra_groups=groups)

    def _program(self, name, *words):
        status = self._spawn(name, *words).wait(TIMEOUT_SECONDS)
        if status != 0:
            raise AssertionError(f"{name}: {status}")

    def start(self):
        def starts():
            # It ends at once as long as a child of one that was killed is there.
            if self.server is None or self.server.poll() is not None:
                self.server = self._spawn("postgres", "-D", self.data, "-k", self.directory)
            ready = ("--quiet", "--username=test", f"--host={self.directory}", f"--port={self.port}")
            return self._spawn("pg_isready", *ready).wait() == 0

        wait_until(starts, "PostgreSQL does not start")

    def kill(self):
        self.server.kill()
        self.server.wait()

    def close(self):
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


class Collector:
    """A collector that only takes reports; it is started again on the same ports."""

    def __init__(self, scratch, store, *options):
        self.store = store
        self.options = options
        self.ports = [free_port() for _ in range(3)]
        self.log_path = scratch / f"log{self.ports[0]}"
        self.log = open(self.log_path, "a", encoding="utf-8")
        self.process = None
        self.start()

    def start(self):
        grpc, site, monitor = self.ports
        self.process = subprocess.Popen(
            [COLLECTOR, "serve", "--listen", f"127.0.0.1:{grpc}", "--http", f"127.0.0.1:{site}",
             "--monitor", f"127.0.0.1:{monitor}", "--store", self.store, "--no-publish", "--now", NOW, *self.options],
            env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=self.log, text=True)

    def is_serving(self):
        # Without the store it ends, for its supervisor to start it again.
        if self.process.poll() is not None:
            self.start()
        return self.process.stdout.readline().startswith("collector: serving")

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
        self.process = subprocess.Popen(["/usr/sbin/haproxy", "-db", "-f", config], stderr=subprocess.DEVNULL)

    def upload(self, content):
        """The status of the answer; 0 if there was none."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
            with contextlib.closing(connection):
                connection.request("POST", f"/upload/{content['Week']}", json.dumps(content),
                                   {"Content-Type": "application/json"})
                return connection.getresponse().status
        return 0

    def close(self):
        self.process.terminate()
        self.process.wait(TIMEOUT_SECONDS)
