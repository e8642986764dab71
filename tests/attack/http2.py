"""Just enough HTTP/2 (RFC 9113) to misuse it: frames as bytes, and whether a server still answers."""

import socket
import struct

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, RST_STREAM, SETTINGS, CONTINUATION = 0, 1, 3, 4, 9
END_STREAM, END_HEADERS = 1, 4


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def count_frames(data, kind):
    """How many frames of a kind there are in what a server has sent; the last may be incomplete."""
    count = 0
    while len(data) >= 9:
        count += data[3] == kind
        data = data[9 + int.from_bytes(data[:3], "big") :]
    return count


def flags_of(data, kind):
    """The flags of the frames of a kind in what a server has sent, but for a last one that is incomplete."""
    flags = []
    while len(data) >= 9 and len(data) >= 9 + (size := int.from_bytes(data[:3], "big")):
        if data[3] == kind:
            flags.append(data[4])
        data = data[9 + size :]
    return flags


def _literal(name, value):
    """A header field without compression (RFC 7541, section 6.2.2); both shorter than 127 bytes."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


def call_headers(path=b"/telemetry.v1.Collector/UploadReport"):
    """The header block of a gRPC call."""
    fields = [
        (b":method", b"POST"),
        (b":scheme", b"http"),
        (b":path", path),
        (b":authority", b"localhost"),
        (b"te", b"trailers"),
        (b"content-type", b"application/grpc"),
    ]
    return b"".join(_literal(name, value) for name, value in fields)


def connect(port, timeout=10):
    """A connection on which frames may be sent."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=timeout)
    try:
        connection.sendall(PREFACE + frame(SETTINGS, 0, 0))
    except OSError:
        connection.close()
        raise
    return connection


def answers(port, timeout=10):
    """Whether a server sends its settings on a new connection."""
    try:
        with connect(port, timeout) as connection:
            head = b""
            while len(head) < 9:
                piece = connection.recv(9 - len(head))
                if not piece:
                    return False
                head += piece
            return head[3] == SETTINGS
    except OSError:
        return False
