"""A telemetry root that Go's programs and ours share: real programs, Go's own library, real servers.

Started by the script `run` beside it, which builds the programs into $INTEROP_BINARIES.
"""

import contextlib
import datetime
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import zipfile

BINARIES = pathlib.Path(os.environ["INTEROP_BINARIES"])
PROGRAM = "example.com/interop"
CONFIG_VERSION = "v0.1.0"
# What the go command needs, and nothing that decides the telemetry mode, such as CI.
ENVIRONMENT = {
    name: os.environ[name]
    for name in ("PATH", "HOME", "XDG_CONFIG_HOME", "GOENV", "GOTOOLCHAIN")
    if name in os.environ
}


def run(*command, env=None):
    """Runs a program and returns what it prints. An error fails the test."""
    result = subprocess.run(
        [str(c) for c in command],
        env={**ENVIRONMENT, **(env or {})},
        capture_output=True,
        timeout=120,
        check=False,
    )
    if result.returncode != 0:
        raise AssertionError(f"{command} ended with {result.returncode}: {result.stderr.decode()}")
    return result.stdout.decode()


def after_the_week(days=8):
    """A time after the end of any current week, RFC 3339."""
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)).strftime(
        "%Y-%m-%dT%H:%M:%SZ"
    )


class TestCase(unittest.TestCase):
    def setUp(self):
        self.scratch = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.dir = self.scratch / "telemetry"
        self.dir.mkdir()

    def count_in_go(self, *counts):
        """Starts a Go program that counts, and returns its process."""
        return subprocess.Popen(
            [BINARIES / "interop", *counts], env={**ENVIRONMENT, "INTEROP_DIR": str(self.dir)}
        )

    def finish(self, *processes):
        for process in processes:
            self.assertEqual(process.wait(120), 0)

    def counter_files(self):
        return sorted((self.dir / "local").glob("*.v1.count"))

    def ours(self, *arguments):
        return run(BINARIES / "gotelemetry", "--dir", self.dir, *arguments)

    def gos(self, *arguments):
        return run(BINARIES / "go_gotelemetry", *arguments)

    def write_config(self, *counters):
        """An upload config that approves `counters` of the Go program; returns its path."""
        path = self.scratch / "config.json"
        go_version = run("go", "env", "GOVERSION").strip()
        path.write_text(
            json.dumps(
                {
                    "GOOS": [run("go", "env", "GOOS").strip()],
                    "GOARCH": [run("go", "env", "GOARCH").strip()],
                    "GoVersion": [go_version],
                    "SampleRate": 1,
                    "Programs": [
                        {
                            "Name": PROGRAM,
                            "Versions": ["devel"],
                            "Counters": [{"Name": name, "Rate": 1} for name in counters],
                        }
                    ],
                }
            )
        )
        return path

    def module_proxy(self, config):
        """The environment in which Go's library finds `config` as the published one."""
        module = "golang.org/x/telemetry/config"
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.scratch))
        versions = folder / "proxy" / module / "@v"
        versions.mkdir(parents=True)
        (versions / "list").write_text(CONFIG_VERSION + "\n")
        (versions / f"{CONFIG_VERSION}.info").write_text(json.dumps({"Version": CONFIG_VERSION}))
        (versions / f"{CONFIG_VERSION}.mod").write_text(f"module {module}\n")
        with zipfile.ZipFile(versions / f"{CONFIG_VERSION}.zip", "w") as archive:
            archive.writestr(f"{module}@{CONFIG_VERSION}/go.mod", f"module {module}\n")
            archive.writestr(f"{module}@{CONFIG_VERSION}/config.json", config.read_text())
        return {
            "GOPROXY": f"file://{folder}/proxy",
            "GOSUMDB": "off",
            "GOFLAGS": "-modcacherw",
            "GOMODCACHE": str(folder / "modules"),
        }

    @contextlib.contextmanager
    def collector(self, config):
        """Runs a collector and gives its HTTP address."""
        process = subprocess.Popen(
            [
                BINARIES / "collector",
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--http",
                "127.0.0.1:0",
                "--data-dir",
                self.scratch / "data",
                "--config",
                config,
                "--now",
                after_the_week(),
            ],
            env=ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield re.search(r"HTTP on (\S+)", process.stdout.readline()).group(1)
        finally:
            process.terminate()
            process.wait(20)
            process.stdout.close()

    def upload_in_go(self, address, config):
        """Makes reports as after the week's end and uploads them with Go's library; returns their dates."""
        (self.dir / "mode").write_text("on 2020-01-01")
        run(
            BINARIES / "interop",
            env={
                "INTEROP_DIR": str(self.dir),
                "INTEROP_UPLOAD_URL": f"http://{address}/upload",
                "INTEROP_UPLOAD_TIME": after_the_week(),
                **self.module_proxy(config),
            },
        )
        return [path.stem for path in (self.dir / "upload").glob("*.json")]
