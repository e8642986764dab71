"""A PostgreSQL server of a test's own, which may be killed, filled up, cut off, slowed down or replaced.

    postgres = Postgres()
    replica = Postgres(primary=postgres)
    postgres.kill()
    replica.promote()
"""

import itertools
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

CERTIFICATE = pathlib.Path("upload/testing/localhost.crt").absolute()
KEY = pathlib.Path("upload/testing/localhost.key").absolute()
# The newest that Debian has installed.
PROGRAMS = max(pathlib.Path("/usr/lib/postgresql").glob("[0-9]*"), key=lambda path: int(path.name)) / "bin"
ENVIRONMENT = {"PATH": os.environ["PATH"]}
TIMEOUT_SECONDS = 60


# In front of a command: it ends with the test, however that ends.
ENDS_WITH_TEST = ["setpriv", "--pdeathsig", "KILL"]
_ports = itertools.count(20_000)


def free_port():
    """A port that only this process finds, since it has a network of its own, and that no client gets by chance."""
    return next(_ports)


def wait_until(condition, what):
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(what)
        time.sleep(0.05)


def _user():
    """Who the server is, which refuses to be root: a user's id, and what in front of a command makes it run so."""
    if os.geteuid() != 0:
        return None, ENDS_WITH_TEST
    try:
        user = pwd.getpwnam("postgres")
        mapped = pathlib.Path("/proc/self/uid_map").read_text(encoding="ascii").split()
    except KeyError as error:
        raise AssertionError("there is no user postgres: run tools/setup") from error
    if int(mapped[2]) == 1:  # root of a namespace with one user, who has another name in a namespace below
        return None, ["unshare", "--user", "--map-user=1000", "--map-group=1000", *ENDS_WITH_TEST]
    return user, [*ENDS_WITH_TEST, f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


class Postgres:
    """A server that is not root's, in a directory of its own, on a socket there.

    machine: what in front of a command makes it run on another machine; `address` is the server's there
    has_tls: whether it listens on loopback, too, with TLS
    disk: makes a context of a directory, in which the server's files then are
    environment: of the server
    primary: the server of which this is a replica
    """

    def __init__(self, *, settings="", machine=(), address="", has_tls=False, disk=None, environment=None, primary=None):
        # Below /tmp: a socket's name is short, and the server's user must be able to go there.
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="postgres_", dir="/tmp"))
        self.user, as_user = _user()
        self.prefix = [*machine, *as_user]
        self.environment = {**ENVIRONMENT, **(environment or {})}
        self.data = self.directory / "data"
        self.data.mkdir(mode=0o700)
        self.disk = disk(self.data) if disk is not None else None
        if self.disk is not None:
            self.disk.__enter__()
        self._own(self.directory)
        self._own(self.data)
        self.port = free_port()
        if primary is None:
            self._program("initdb", "--no-sync", "--auth=trust", "--username=test", "--locale=C", "--encoding=UTF8",
                          "--wal-segsize=1", f"--pgdata={self.data}")
        else:
            self._program("pg_basebackup", "--write-recovery-conf", "--no-sync", "--checkpoint=fast", "--username=test",
                          f"--host={primary.directory}", f"--port={primary.port}", f"--pgdata={self.data}")
        addresses = ", ".join([*(["127.0.0.1"] if has_tls else []), *([address] if address else [])])
        # Only a loss of power would need fsync.
        self._set(f"port = {self.port}\nlisten_addresses = '{addresses}'\nfsync = off\n{settings}\n")
        if has_tls:
            self._set_tls()
        if address:
            with open(self.data / "pg_hba.conf", "a", encoding="utf-8") as file:
                file.write("host all all samenet trust\n")
        self.server = None
        self.start()
        if primary is None:
            self._program("createdb", f"--port={self.port}", "--username=test", f"--host={self.directory}", "telemetry")
        self.url = f"postgresql://test@/telemetry?host={self.directory}&port={self.port}"
        self.tcp_url = f"postgresql://test@{address}:{self.port}/telemetry?"
        self.tls_url = (f"postgresql://test@localhost:{self.port}/telemetry?hostaddr=127.0.0.1&sslmode=verify-full"
                        f"&sslrootcert={CERTIFICATE}")

    def _own(self, path):
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _set(self, settings):
        with open(self.data / "postgresql.auto.conf", "a", encoding="utf-8") as file:
            file.write(settings)

    def _set_tls(self):
        for name in (CERTIFICATE, KEY):
            copy = self.directory / name.name
            shutil.copy(name, copy)
            copy.chmod(0o600)
            self._own(copy)
        self._set(f"ssl = on\nssl_cert_file = '{self.directory / CERTIFICATE.name}'\n"
                  f"ssl_key_file = '{self.directory / KEY.name}'\n")

    def _spawn(self, name, *words, output=subprocess.DEVNULL):
        return subprocess.Popen([*self.prefix, PROGRAMS / name, *words], cwd=self.directory, stdout=output,
                                stderr=subprocess.DEVNULL, env=self.environment, text=True)

    def _program(self, name, *words):
        status = self._spawn(name, *words).wait(TIMEOUT_SECONDS)
        if status != 0:
            raise AssertionError(f"{name}: {status}")

    def start_query(self, sql):
        """A process that asks the server something, and prints the answer."""
        return self._spawn("psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--host={self.directory}",
                           f"--port={self.port}", "--username=test", f"--command={sql}", "telemetry",
                           output=subprocess.PIPE)

    def query(self, sql):
        """What the server answers."""
        return self.start_query(sql).communicate(timeout=TIMEOUT_SECONDS)[0].strip()

    def start(self):
        def starts():
            # It ends at once as long as a child of one that was killed is there.
            if self.server is None or self.server.poll() is not None:
                self.server = self._spawn("postgres", "-D", self.data, "-k", self.directory)
            ready = ("--quiet", "--username=test", f"--host={self.directory}", f"--port={self.port}")
            return self._spawn("pg_isready", *ready).wait() == 0

        wait_until(starts, "PostgreSQL does not start")

    def promote(self):
        """Makes a server of its own of a replica."""
        self._program("pg_ctl", "promote", f"--pgdata={self.data}", f"--timeout={TIMEOUT_SECONDS}")

    def kill(self):
        self.server.kill()
        self.server.wait()

    def close(self):
        self.server.send_signal(signal.SIGQUIT)
        self.server.wait()
        if self.disk is not None:
            self.disk.__exit__(None, None, None)
        shutil.rmtree(self.directory, ignore_errors=True)
