"""With telemetry off, a program creates no file and opens no socket, whichever rule decided."""

import os
import pathlib
import re
import tempfile
import unittest

from tests.e2e.harmless import harmless

_BUILT_WITHOUT = os.path.abspath("tests/e2e/harmless/subject_built_without")

_STEPS = ["work", "start", "open", "many=1000", "fork=2", "rotate", "next-week", "work"]

# Everything that changes a file system, and sockets.
_CALLS = (
    "open,openat,openat2,creat,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat,rename,renameat,"
    "renameat2,unlink,unlinkat,rmdir,truncate,ftruncate,fallocate,chmod,fchmod,fchmodat,chown,fchown,"
    "fchownat,lchown,utimensat,setxattr,flock,socket,socketpair,connect"
)
_OPENED_TO_READ = re.compile(r"\bopenat\([^)]*O_RDONLY(?!.*O_CREAT)")


class OffIsSilentTest(harmless.TestCase):
    def trace(self, program=harmless.SUBJECT, wrap=list):
        """Returns the traced calls, except opening to read, of a program that is unharmed."""
        with tempfile.TemporaryDirectory(dir=os.environ.get("TEST_TMPDIR")) as logs:
            # A log for each process, so that no call is cut in two by another's.
            strace = ["strace", "-ff", "-qq", "-e", "signal=none", "-e", f"trace={_CALLS}", "-o", logs + "/log"]
            ending = self.run_subject(*_STEPS, program=program, wrap=lambda command: wrap(strace + command))
            calls = [line for log in pathlib.Path(logs).iterdir() for line in log.read_text().splitlines()]
        self.assertEqual(ending, self.run_twin(*_STEPS))
        return [call for call in calls if not _OPENED_TO_READ.search(call)]

    def snapshot(self):
        """Every path under the home directory with its status, except access times."""
        found = {}
        for directory, directories, files in os.walk(self.home):
            for name in directories + files:
                path = os.path.join(directory, name)
                status = os.lstat(path)
                found[path] = (status.st_mode, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        return found

    def assert_silent(self, rule, detail="", wrap=list):
        before = self.snapshot()
        self.assertEqual(self.trace(wrap=wrap), [])
        self.assertEqual(self.snapshot(), before)
        environment = self.environment(wrap)
        self.assertEqual(
            (environment["mode"], environment["rule"], environment["detail"]), ("off", rule, detail)
        )
        decided = f"decided by:  {rule} ({detail})\n" if detail else f"decided by:  {rule}\n"
        self.assertIn(decided, self.gotelemetry("env", wrap=wrap))
        self.assertEqual(self.snapshot(), before)

    def write_mode(self, mode):
        path = os.path.join(self.telemetry_dir, "mode")
        os.mkdir(self.telemetry_dir)
        with open(path, "w", encoding="utf-8") as file:
            file.write(mode)
        return path

    def test_the_trace_sees_a_program_that_counts(self):
        self.assertNotEqual(self.trace(), [])

    def test_mode_file(self):
        self.assert_silent("mode file", self.write_mode("off"))

    def test_mode_file_after_counting(self):
        self.run_subject("work", "open", "work")
        with open(os.path.join(self.telemetry_dir, "mode"), "w", encoding="utf-8") as file:
            file.write("off 2026-11-22\n")
        self.assert_silent("mode file", os.path.join(self.telemetry_dir, "mode"))
        self.assert_all_counted()

    def test_mode_file_of_gos_programs(self):
        self.run_subject("work", "open", "work")
        path = os.path.join(self.root, "mode")
        with open(path, "w", encoding="utf-8") as file:
            file.write("off 2026-11-22")
        self.assert_silent("off for everything", path)
        with open(path, "w", encoding="utf-8") as file:
            file.write("on 2026-11-22")
        self.run_subject("work", "open", "work")
        self.assertNotEqual(self.trace(), [])

    def test_mode_file_that_cannot_be_understood(self):
        self.assert_silent("unreadable mode file", self.write_mode("perhaps"))

    def test_mode_file_that_may_not_be_read(self):
        path = self.write_mode("on")
        os.chmod(path, 0)
        self.assert_silent("unreadable mode file", path, wrap=harmless.without_privileges)

    def test_environment(self):
        for name, value in (
            ("GOTELEMETRY", "off"),
            ("GOTELEMETRY", "nonsense"),
            ("DO_NOT_TRACK", "1"),
        ):
            with self.subTest(name=name, value=value):
                self.env[name] = value
                self.assert_silent("environment", f"{name}={value}")
                del self.env[name]

    def test_environment_that_says_nothing(self):
        for name, value in (("GOTELEMETRY", "on"), ("GOTELEMETRY", ""), ("DO_NOT_TRACK", "0")):
            with self.subTest(name=name, value=value):
                self.env[name] = value
                self.assert_done("work", "open", "work")
                self.assert_all_counted()
                os.unlink(self.counter_file())
                del self.env[name]

    @harmless.needs_mounts
    def test_policy(self):
        for policy in ("off # until the audit is over", "nonsense", ""):
            with self.subTest(policy):

                def wrap(command, policy=policy):
                    script = f"""
                        mount -t tmpfs none /etc
                        mkdir /etc/gotelemetry
                        echo '{policy}' > /etc/gotelemetry/policy
                    """
                    return harmless.in_mount_namespace(script, command)

                self.assert_silent("policy", "/etc/gotelemetry/policy", wrap=wrap)

    def test_no_directory(self):
        env = dict(self.env)
        del self.env["HOME"]
        self.assert_silent("no directory", "HOME is not set")
        self.env = env

    def test_built_without(self):
        before = self.snapshot()
        self.assertEqual(self.trace(program=_BUILT_WITHOUT), [])
        self.assertEqual(self.snapshot(), before)


if __name__ == "__main__":
    unittest.main()
