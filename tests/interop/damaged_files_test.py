"""Our reader reads of damaged counter files what Go's reader reads, record by record.

Started by the script `run` beside it.
"""

import json
import pathlib
import random
import subprocess

from interop_world import BINARIES, ENVIRONMENT, TestCase

GOLDEN = pathlib.Path("tests/golden/counter_files")
FILES_OF_EACH = 250
BATCH = 50
PAGE = 16384


def pairs(dump):
    """What `dump` printed of each file, by its path. Lists, because damaged names may look alike as text."""
    found = {}
    for part in dump.split("\n-- ") if dump else []:
        path, _, text = part.removeprefix("-- ").partition(" --\n")
        found[path] = json.loads(text, object_pairs_hook=sorted)
    return found


def damage(rng, intact):
    """A copy of the file with one to three faults, mostly where there is something to damage."""
    data = bytearray(intact)
    used = [i for i, byte in enumerate(intact) if byte]
    for _ in range(rng.randint(1, 3)):
        at = rng.choice(used)
        word = at // 4 * 4
        match rng.randrange(6):
            case 0 | 1:  # what Go's own writer does
                data[at] ^= 1 << rng.randrange(8)
            case 2:
                some = rng.choice(used) // 4 * 4
                data[word : word + 4] = intact[some : some + 4]
            case 3:
                edge = rng.choice([0, 1, 32, 2300, len(intact) - 32, len(intact), 0xFF000001, 0xFF001000, 0xFFFFFFFF])
                data[word : word + 4] = edge.to_bytes(4, "little")
            case 4:
                unit, other = (rng.choice(used) // 32 * 32 for _ in range(2))
                data[unit : unit + 32] = intact[other : other + 32]
            case 5:
                data[rng.randrange(28, len(intact))] = rng.randrange(256)
    if rng.randrange(10) == 0:
        data = data[: rng.randrange(PAGE - 10, len(data) + 1)]
    return bytes(data)


class DamagedFilesTest(TestCase):
    def gos_dump(self, files):
        """What Go's reader reads of each file; None where it dies or does not end."""
        try:
            result = subprocess.run(
                [BINARIES / "go_gotelemetry", "dump", *files],
                env=ENVIRONMENT,
                capture_output=True,
                timeout=20,
                check=False,
            )
            if result.returncode == 0:
                found = pairs(result.stdout.decode())
                return {file: found.get(str(file)) for file in files}
        except subprocess.TimeoutExpired:
            pass
        if len(files) == 1:
            return {}
        half = len(files) // 2
        return {**self.gos_dump(files[:half]), **self.gos_dump(files[half:])}

    def our_dump(self, file):
        result = subprocess.run(
            [BINARIES / "gotelemetry", "dump", file],
            env=ENVIRONMENT,
            capture_output=True,
            timeout=20,
            check=False,
        )
        self.assertIn(result.returncode, (0, 1), file)
        if result.returncode == 1:
            self.assertIn(str(file), result.stderr.decode())
        return result.returncode, pairs(result.stdout.decode()).get(str(file))

    def test_what_go_reads_we_read_alike_and_of_the_rest_we_read_what_can_be_read(self):
        read_by_both = rescued = 0
        for golden in sorted(GOLDEN.glob("*.v1.count")):
            rng = random.Random(golden.name)
            intact = golden.read_bytes()
            files = []
            for number in range(FILES_OF_EACH):
                file = self.scratch / f"{golden.name.split('.')[0]}.{number}.v1.count"
                file.write_bytes(damage(rng, intact))
                files.append(file)
            for start in range(0, len(files), BATCH):
                for file, by_go in self.gos_dump(files[start : start + BATCH]).items():
                    status, by_us = self.our_dump(file)
                    if by_go is not None:
                        self.assertEqual(by_us, by_go, file.name)
                        read_by_both += 1
                    else:
                        self.assertEqual(status, 1, file.name)
                        rescued += by_us is not None and len(dict(by_us)["Count"]) > 0
            for file in files:
                file.unlink()
        self.assertGreater(read_by_both, FILES_OF_EACH)
        self.assertGreater(rescued, FILES_OF_EACH)
