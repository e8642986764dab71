"""Go's programs and ours share a telemetry root, and neither gets or loses what is the other's.

Go's uploader and its `gotelemetry` are Go's own code; Go's server and our collector write down what they receive.
"""

import contextlib
import http.server
import itertools
import json
import os
import re
import subprocess
import threading

from interop_world import BINARIES, ENVIRONMENT, PROGRAM, TestCase, after_the_week, run

OUR_PROGRAM = "example.com/tool"
GO_MODES = ["on 2020-01-01", "local 2020-01-01", "off 2020-01-01", None]
ORDERS = ["Go first", "ours first", "both at once"]

# Everything that changes a file system, and sockets.
_CALLS = (
    "open,openat,creat,mkdir,mkdirat,link,linkat,symlink,symlinkat,rename,renameat,renameat2,unlink,unlinkat,rmdir,"
    "truncate,ftruncate,fallocate,write,pwrite64,chmod,fchmod,fchmodat,utimensat,socket,socketpair,connect"
)


class GoServer:
    """Takes Go's uploads, and keeps what it was sent."""

    def __init__(self):
        received = self.received = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                received.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/upload"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class OurCollector:
    """Takes our uploads, and keeps what it was sent (tests/e2e/upload/scripted_collector_main.cc)."""

    def __init__(self, config):
        self._process = subprocess.Popen(
            [BINARIES / "scripted_collector", config],
            env=ENVIRONMENT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.address = self._process.stdout.readline().strip()
        self.folder = self.address.replace(":", "_")

    def tell(self, line):
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    @property
    def received(self):
        self.tell("accepted")
        return [self._process.stdout.readline() for _ in range(int(self._process.stdout.readline()))]

    def close(self):
        self._process.stdin.close()
        self._process.wait(20)
        self._process.stdout.close()


class SharedRootTest(TestCase):
    def setUp(self):
        super().setUp()
        self.go_config = self.write_config("interop/approved")
        our_config = json.loads(self.go_config.read_text())
        our_config["Programs"] = [
            {"Name": name, "Versions": ["v1.0.0", "devel"], "Counters": [{"Name": counter, "Rate": 1}]}
            for name, counter in [(OUR_PROGRAM, "tool/approved"), (PROGRAM, "interop/approved")]
        ]
        our_config["GoVersion"].append(self.our_compiler())
        self.our_config = self.scratch / "ours.json"
        self.our_config.write_text(json.dumps(our_config))
        self.proxy = self.module_proxy(self.go_config)
        self.worlds = 0

    def our_compiler(self):
        """The GoVersion of our programs."""
        run(BINARIES / "counting_tool", self.scratch / "probe", "", OUR_PROGRAM, "2026-11-05")
        [file] = (self.scratch / "probe/local").glob("*.v1.count")
        return re.search(rb"GoVersion: (\S+)", file.read_bytes())[1].decode()

    @contextlib.contextmanager
    def world(self, go_mode):
        """A new root in which both have counted, and both servers."""
        self.worlds += 1
        self.dir = self.scratch / f"root{self.worlds}"
        (self.dir / "local").mkdir(parents=True)
        server, collector = GoServer(), OurCollector(self.our_config)
        try:
            self.finish(self.count_in_go("interop/approved=3", "interop/private=5"))
            self.count_ours(collector)
            consent = self.dir / "collectors" / collector.folder / "mode"
            consent.write_text("on 2020-01-01")
            if go_mode is not None:
                (self.dir / "mode").write_text(go_mode)
            yield server, collector
        finally:
            collector.close()
            server.close()

    def count_ours(self, collector):
        today = after_the_week(days=0)[:10]
        counts = ["tool/approved=7", "tool/private=11"]
        run(BINARIES / "counting_tool", self.dir, collector.address, OUR_PROGRAM, today, *counts)

    def start_gos_uploader(self, server):
        environment = {
            "INTEROP_DIR": str(self.dir),
            "INTEROP_UPLOAD_URL": server.url,
            "INTEROP_UPLOAD_TIME": after_the_week(),
            **self.proxy,
        }
        return subprocess.Popen([BINARIES / "interop"], env={**ENVIRONMENT, **environment})

    def start_our_uploader(self):
        return subprocess.Popen(
            [BINARIES / "gotelemetry", "--dir", self.dir, "upload", "--now", after_the_week()],
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
        )

    def counts(self, reports, program):
        """What the reports say of a program; they must speak of nothing else."""
        entries = [entry for report in reports for entry in json.loads(report)["Programs"]]
        self.assertEqual({entry["Program"] for entry in entries} - {program}, set())
        return [entry["Counters"] for entry in entries]

    def test_each_gets_what_is_its_own_in_every_mode_and_order(self):
        for go_mode, order in itertools.product(GO_MODES, ORDERS):
            with self.subTest(go_mode=go_mode, order=order), self.world(go_mode) as (server, ours):
                before = self.mode_file()
                if order == "Go first":
                    self.finish(self.start_gos_uploader(server))
                    self.finish(self.start_our_uploader())
                elif order == "ours first":
                    self.finish(self.start_our_uploader())
                    self.finish(self.start_gos_uploader(server))
                else:
                    self.finish(self.start_gos_uploader(server), self.start_our_uploader())
                go_on, off = (go_mode or "").startswith("on"), (go_mode or "").startswith("off")
                self.assertEqual(
                    self.counts(server.received, PROGRAM), [{"interop/approved": 3}] if go_on else []
                )
                self.assertEqual(
                    self.counts(ours.received, OUR_PROGRAM), [] if off else [{"tool/approved": 7}]
                )
                self.assertEqual(self.mode_file(), before)

    def mode_file(self):
        path = self.dir / "mode"
        return path.read_bytes() if path.exists() else None

    def test_a_report_of_ours_that_waits_is_not_taken_by_gos_uploader(self):
        with self.world("on 2020-01-01") as (server, ours):
            ours.tell("answer UNAVAILABLE")
            self.assertEqual(self.start_our_uploader().wait(120), 1)
            self.finish(self.start_gos_uploader(server))
            self.assertEqual(self.counts(server.received, PROGRAM), [{"interop/approved": 3}])
            self.finish(self.start_our_uploader())
            self.assertEqual(self.counts(ours.received, OUR_PROGRAM), [{"tool/approved": 7}])

    def test_on_leaves_gos_mode_as_it_was(self):
        for go_mode in [*GO_MODES, "on\n", "local 2020-01-01\n\n"]:
            with self.subTest(go_mode=go_mode), self.world(go_mode) as (_, ours):
                before = self.mode_file()
                self.ours("on", "--collector", ours.address)
                self.assertEqual(self.mode_file(), before)

    def test_gos_tool_shows_gos_directory_and_ours_shows_both(self):
        with self.world(None):
            user = self.scratch / "user"
            (user / "go").mkdir(parents=True)
            self.dir.rename(user / "go/telemetry")
            environment = {"XDG_CONFIG_HOME": str(user)}
            gos = run(BINARIES / "go_gotelemetry", "csv", env=environment)
            ours = run(BINARIES / "gotelemetry", "csv", env=environment)
        self.assertIn("interop/approved", gos)
        self.assertNotIn("tool/approved", gos)
        self.assertIn("interop/approved", ours)
        self.assertIn("tool/approved", ours)

    def test_off_by_gos_tool_silences_a_running_program(self):
        user = self.scratch / "user"
        environment = {**ENVIRONMENT, "HOME": str(user), "XDG_CONFIG_HOME": str(user)}
        log = self.scratch / "strace"
        log.mkdir()
        strace = ["strace", "-ff", "-qq", "-e", f"trace={_CALLS}", "-o", log / "log"]
        steps = ["open-rotating", "work", "pause", "next-week", "rotate", "work", "next-week", "rotate"]
        program = subprocess.Popen(
            [*strace, BINARIES / "subject", *steps],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        self.addCleanup(program.kill)
        pid = self.wait_for_stop(log)
        run(BINARIES / "go_gotelemetry", "off", env=environment)
        root = user / "go/telemetry"
        self.assertTrue((root / "mode").read_text().startswith("off"))
        before = {path: path.lstat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
        self.assertTrue(any(path.name.endswith(".v1.count") for path in before))
        os.kill(pid, 18)  # SIGCONT
        self.assertEqual(program.wait(60), 7)
        calls = [line for file in log.iterdir() for line in self.after_the_stop(file.read_text())]
        changing = [
            call
            for call in calls
            if not re.search(r"^open(at)?\(.*O_RDONLY(?!.*O_CREAT)|^write\(1, ", call)
            and re.match(r"\w+\(", call)
        ]
        self.assertEqual(changing, [])
        after = {path: path.lstat().st_mtime_ns for path in root.rglob("*") if path.is_file()}
        self.assertEqual(set(after), set(before))

    def wait_for_stop(self, log):
        """The process that has stopped itself, by its log."""
        for _ in range(6000):
            for file in log.iterdir():
                if "--- stopped by SIGSTOP ---" in file.read_text():
                    return int(file.suffix[1:])
            threading.Event().wait(0.01)
        raise AssertionError("the program did not pause")

    @staticmethod
    def after_the_stop(text):
        _, stop, rest = text.partition("--- stopped by SIGSTOP ---")
        return rest.splitlines() if stop else []
