import contextlib
import io
import pathlib
import tempfile
import unittest

import manual

_MANUAL = pathlib.Path("counter/by_friday.md")
_TEXT = """With CMake, `CMakeLists.txt`:

```cmake
project(x)
```

```sh
cmake -S . \\
    -B build
ls
```

With Bazel, `BUILD.bazel`:

```python
cc_binary()
```

```sh
bazel build
```

For both:

```sh
one
two
```
"""


class ManualTest(unittest.TestCase):
    def pieces(self, way):
        return [(name, text) for name, text in manual.pieces(_TEXT) if manual.belongs(way, name, text)]

    def test_tells_files_from_commands_and_one_way_from_the_other(self):
        self.assertEqual(
            self.pieces("cmake"),
            [
                ("CMakeLists.txt", "project(x)\n"),
                (None, "cmake -S . \\\n    -B build\nls\n"),
                (None, "one\ntwo\n"),
            ],
        )
        self.assertEqual(
            self.pieces("bazel"),
            [("BUILD.bazel", "cc_binary()\n"), (None, "bazel build\n"), (None, "one\ntwo\n")],
        )

    def test_joins_lines_that_go_on(self):
        self.assertEqual(manual.commands("a \\\n    b\nc\n"), ["a      b", "c"])

    def test_the_manual_has_the_files_and_the_steps_of_both_ways(self):
        for way, file in (("cmake", "CMakeLists.txt"), ("bazel", "BUILD.bazel")):
            with self.subTest(way), tempfile.TemporaryDirectory() as folder:
                with contextlib.redirect_stdout(io.StringIO()) as printed:
                    manual.main(str(_MANUAL), way, folder)
                found = {path.name for path in pathlib.Path(folder).iterdir()}
                self.assertEqual(found, {"mytool.cc", "charts.txt", file})
                commands = printed.getvalue().split("\0")
                for step in ("collector config generate", "collector serve", "gotelemetry on", "gotelemetry upload"):
                    self.assertTrue(any(command.startswith(step) for command in commands), step)


if __name__ == "__main__":
    unittest.main()
