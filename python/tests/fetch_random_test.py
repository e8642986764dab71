"""Fetching from servers that send anything: it ends with the listed bytes or with an error that says why.

Each round draws a server: its list of days, and its answers, which are good ones with a few faults. The seed of the
first one is printed; FETCH_SEED=N begins with another one, and FETCH_SECONDS=N goes on for that long.
"""

import contextlib
import gzip
import hashlib
import json
import os
import pathlib
import random
import socket
import threading
import time

from datasets import entry, line, report

from gotelemetry import DataError, Dataset

DAYS = ["2026-11-16", "2026-11-17", "2026-11-18"]
TEXT = "".join(line(report(i / 50, entry(counters={"tool/runs": i}))) for i in range(1, 40)).encode()
ROUNDS = 60
# A round in which the server is slow takes longest.
MAX_ROUND_S = 20


def mutated(draw, data):
    """`data` with a few bytes changed, removed, doubled or added."""
    data = bytearray(data)
    for _ in range(draw.choice([1, 1, 2, 5])):
        at = draw.randrange(len(data) + 1)
        size = draw.choice([1, 2, 16])
        match draw.randrange(5):
            case 0:
                data[at : at + size] = draw.randbytes(size)
            case 1:
                del data[at : at + size]
            case 2:
                data[at:at] = data[at : at + size]
            case 3:
                data[at:at] = draw.choice([b"\r\n", b"\0", b"\xff", b"[" * 2000, b"9" * 30, b"-1", b"null", b'"', b"\\ud800"])
            case _:
                del data[at:]
    return bytes(data)


class Hostile:
    """A server on loopback whose replies are drawn."""

    def __init__(self, seed):
        self.draw = random.Random(seed)
        self.stopped = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        days = self.draw.sample(DAYS, self.draw.randint(1, 3))
        self.texts = {day: TEXT * self.draw.choice([0, 1, 1, 3]) for day in days}
        self.list = json.dumps({"days": [self.entry(day) for day in days]}).encode()
        if self.draw.random() < 0.3:
            self.list = mutated(self.draw, self.list)
        self.thread = threading.Thread(target=self.serve)

    def entry(self, day):
        listed = {"day": day, "reports": 39, "bytes": len(self.texts[day])}
        if self.draw.random() < 0.5:
            listed["sha256"] = hashlib.sha256(self.texts[day]).hexdigest()
        if self.draw.random() < 0.1:
            listed[self.draw.choice(list(listed))] = self.draw.choice([None, -1, 2**70, "x", [], {}, "../../evil", True])
        return listed

    def serve(self):
        while not self.stopped.is_set():
            with contextlib.suppress(OSError):
                connection, _ = self.listener.accept()
                with connection:
                    connection.settimeout(5)
                    self.answer(connection)

    def answer(self, connection):
        request = b""
        while b"\r\n\r\n" not in request:
            piece = connection.recv(65536)
            if not piece:
                return
            request += piece
        reply = self.reply(request.split(b" ")[1].decode())
        if self.draw.random() < 0.2:
            reply = mutated(self.draw, reply)
        connection.sendall(reply)

    def reply(self, path):
        draw = self.draw
        body = self.list if path == "/data/index.json" else self.texts.get(path.removeprefix("/data/"), b"")
        fields = [f'ETag: "{hashlib.sha256(body).hexdigest()[:8]}"'] if draw.random() < 0.7 else []
        if path != "/data/index.json" and draw.random() < 0.4:
            body = gzip.compress(body if draw.random() < 0.8 else b"\n" * (1 << 24), mtime=0)
            fields.append("Content-Encoding: gzip")
        status = draw.choice(["200 OK"] * 12 + ["206 Partial", "304 Not Modified", "416 No", "500 No", "302 Found", "404 No"])
        if status.startswith("206"):
            fields.append(draw.choice(["Content-Range: bytes 0-9/10", "Content-Range: bytes 10-99999999999/*", "X: y"]))
        if status.startswith("302"):
            there = ["/data/index.json", "http://127.0.0.1:1/", "ftp://127.0.0.1/x", "file:///etc/passwd", "//evil.example", "\x00"]
            fields.append("Location: " + draw.choice(there))
        match draw.randrange(6):
            case 0:
                pass  # it ends when the connection does
            case 1:
                fields.append("Transfer-Encoding: chunked")
                body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
            case 2:
                fields.append(f"Content-Length: {len(body) + draw.choice([-1, 1, 10**12])}")
            case _:
                fields.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([f"HTTP/1.1 {status}", "Connection: close", *fields, "", ""])
        return head.encode() + body[: draw.choice([len(body)] * 4 + [len(body) // 2])]

    @contextlib.contextmanager
    def running(self):
        self.thread.start()
        try:
            yield self
        finally:
            self.stopped.set()
            # Wakes accept().
            socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
            self.thread.join()
            self.listener.close()


def check_round(seed, directory):
    cache = directory / "cache"
    server = Hostile(seed)
    begin = time.monotonic()
    with server.running():
        # Twice: what the first one left must not harm the second.
        for _ in range(2):
            try:
                dataset = Dataset.fetch(f"http://127.0.0.1:{server.port}", DAYS[0], DAYS[-1], cache)
            except (DataError, OSError) as error:
                assert str(error), seed
            else:
                listed = {day["day"]: day.get("sha256", "") for day in json.loads(server.list)["days"]}
                for path in dataset.paths:
                    data = pathlib.Path(path).read_bytes()
                    if path.endswith(".gz"):
                        data = gzip.decompress(data)
                    day = os.path.basename(path)[:10]
                    assert listed[day] in ("", None, hashlib.sha256(data).hexdigest()), (seed, day)
    assert time.monotonic() - begin < MAX_ROUND_S, seed
    assert [entry.name for entry in directory.iterdir()] in ([], ["cache"]), seed
    size = sum(entry.stat().st_size for entry in cache.iterdir()) if cache.exists() else 0
    assert size < 16 << 20, (seed, size)


def test_ends_with_the_listed_bytes_or_with_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(time, "sleep", lambda _: None)  # the pauses between attempts
    first = int(os.environ.get("FETCH_SEED", "1"))
    seconds = float(os.environ.get("FETCH_SECONDS", "0"))
    print(f"FETCH_SEED={first}")
    end = time.monotonic() + seconds
    seed = first
    while seed < first + ROUNDS or time.monotonic() < end:
        directory = tmp_path / str(seed)
        directory.mkdir()
        check_round(seed, directory)
        seed += 1
    print(f"{seed - first} servers")

