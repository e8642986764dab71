"""Runs the tests in this folder. The last line is `N passed, N failed`."""

import unittest

program = unittest.main(
    module=None,
    argv=["run_tests", "interop_test", "damaged_files_test", "shared_root_test"],
    exit=False,
    verbosity=2,
)
failed = len(program.result.failures) + len(program.result.errors)
print(f"{program.result.testsRun - failed} passed, {failed} failed", flush=True)
raise SystemExit(failed > 0)
