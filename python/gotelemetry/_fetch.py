"""Fetching datasets from a collector, so that a broken download goes on where it stopped."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import hashlib
import http.client
import json
import os
import pathlib
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any

from gotelemetry._native import DataError

_CHUNK_BYTES = 1 << 16
_TIMEOUT_S = 60
_ATTEMPTS = 5
_MAX_LIST_BYTES = 16 << 20
_CHECKSUMS = "checksums.json"

Progress = Callable[[str, int, "int | None"], None]


@dataclasses.dataclass(frozen=True)
class _Stored:
    """A day's file in the cache."""

    file: str
    etag: str
    sha256: str


def fetch(url: str, start: str, end: str, cache_dir: pathlib.Path, progress: Progress) -> list[str]:
    """Brings the datasets of the days from `start` to `end`, both included, into `cache_dir`; returns their paths."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"the address of a collector begins with http:// or https://, not {url!r}")
    base = url.rstrip("/") + "/data/"
    cache_dir.mkdir(parents=True, exist_ok=True)
    days = [day for day in _list_days(base) if start <= day <= end]
    if not days:
        raise FileNotFoundError(f"{base} has no dataset from {start} to {end}")
    return [str(_fetch_day(base + day, day, cache_dir, progress)) for day in days]


def _list_days(base: str) -> list[str]:
    url = base + "index.json"
    with _open(url, {}) as response:
        text = response.read(_MAX_LIST_BYTES)
    try:
        days = [dataset["day"] for dataset in json.loads(text)["days"]]
        return sorted(datetime.date.fromisoformat(day).isoformat() for day in days)
    except (ValueError, TypeError, KeyError) as error:
        raise DataError(f"{url}: not a list of days: {error}") from error


def _fetch_day(url: str, day: str, cache_dir: pathlib.Path, progress: Progress) -> pathlib.Path:
    stored = _intact(cache_dir, _read_checksums(cache_dir).get(day))
    for attempt in range(_ATTEMPTS):
        try:
            found = _try_fetch(url, day, cache_dir, stored, progress)
            break
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError) as error:
            is_final = isinstance(error, urllib.error.HTTPError) and error.code < 500
            if is_final or attempt == _ATTEMPTS - 1:
                raise OSError(f"cannot fetch {url}: {error}") from error
            time.sleep(0.1 * 2**attempt)
    if found != stored:
        _write_checksums(cache_dir, {**_read_checksums(cache_dir), day: found})
        if stored is not None and stored.file != found.file:
            (cache_dir / stored.file).unlink(missing_ok=True)
    return cache_dir / found.file


def _try_fetch(
    url: str, day: str, cache_dir: pathlib.Path, stored: _Stored | None, progress: Progress
) -> _Stored:
    """Downloads what is missing of a day. Whatever interrupts it, the next call goes on from there."""
    part, part_etag = cache_dir / f"{day}.part", cache_dir / f"{day}.part.etag"
    headers = {"Accept-Encoding": "gzip"}
    have = 0
    if part.exists() and part_etag.exists():
        have = part.stat().st_size
        headers |= {"Range": f"bytes={have}-", "If-Range": part_etag.read_text()}
    elif stored is not None and stored.etag:
        headers["If-None-Match"] = stored.etag
    try:
        response = _open(url, headers)
    except urllib.error.HTTPError as error:
        if error.code == 304 and stored is not None:
            return stored
        if error.code == 416:
            # The part is as long as the whole, or longer: it is of no use.
            part_etag.unlink()
            raise ConnectionError("the partial download does not fit the dataset") from error
        raise
    with response:
        etag = response.headers.get("ETag", "")
        resumed = response.status == 206
        if not resumed:
            have = 0
            part_etag.unlink(missing_ok=True)
        elif not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            part_etag.unlink()
            raise ConnectionError("the server sent another part than was asked for")
        with part.open("ab" if resumed else "wb") as file:
            # Only a strong tag says that the bytes are the same.
            if etag.startswith('"'):
                part_etag.write_text(etag)
            size = _receive(response, file, day, have, progress)
        is_gzip = response.headers.get("Content-Encoding", "") == "gzip"
        digest = response.headers.get("Repr-Digest", "")
    sha256 = _sha256(part)
    _check(url, part, size, sha256, digest)
    file_name = f"{day}.json.gz" if is_gzip else f"{day}.json"
    part.replace(cache_dir / file_name)
    part_etag.unlink(missing_ok=True)
    return _Stored(file_name, etag, sha256.hex())


def _open(url: str, headers: dict[str, str]) -> Any:
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S)


def _receive(response: Any, file: Any, day: str, have: int, progress: Progress) -> int:
    """Appends the response to `file`; returns how long the whole is then."""
    length = response.headers.get("Content-Length")
    total = None if length is None else have + int(length)
    progress(day, have, total)
    while chunk := response.read(_CHUNK_BYTES):
        file.write(chunk)
        have += len(chunk)
        progress(day, have, total)
    if total is not None and have < total:
        raise ConnectionError(f"the connection broke after {have} of {total} bytes")
    return have


def _check(url: str, part: pathlib.Path, size: int, sha256: bytes, digest: str) -> None:
    """Removes a part that is not what the server says that it is."""
    expected = f"sha-256=:{base64.b64encode(sha256).decode()}:"
    if part.stat().st_size == size and (not digest.startswith("sha-256=") or digest == expected):
        return
    part.unlink()
    raise DataError(f"{url}: what was received does not have the checksum that the server states")


def _sha256(path: pathlib.Path) -> bytes:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.digest()


def _intact(cache_dir: pathlib.Path, stored: _Stored | None) -> _Stored | None:
    """Returns `stored` if its file is there and still what was downloaded."""
    if stored is None:
        return None
    path = cache_dir / stored.file
    return stored if path.exists() and _sha256(path).hex() == stored.sha256 else None


def _read_checksums(cache_dir: pathlib.Path) -> dict[str, _Stored]:
    try:
        entries = json.loads((cache_dir / _CHECKSUMS).read_text(encoding="utf-8"))
        return {day: _Stored(**entry) for day, entry in entries.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):
        # A cache that says nothing is an empty one.
        return {}


def _write_checksums(cache_dir: pathlib.Path, stored: dict[str, _Stored]) -> None:
    text = json.dumps({day: dataclasses.asdict(entry) for day, entry in sorted(stored.items())}, indent=1)
    temporary = cache_dir / f"{_CHECKSUMS}.{os.getpid()}.tmp"
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(cache_dir / _CHECKSUMS)


def show_progress(day: str, have: int, total: int | None) -> None:
    """Draws a bar on stderr, over the one before."""
    width = 30
    if total:
        done = width * have // total
        sys.stderr.write(f"\r{day} [{'#' * done}{'.' * (width - done)}] {have / 1e6:.1f} of {total / 1e6:.1f} MB")
        if have >= total:
            sys.stderr.write("\n")
    else:
        sys.stderr.write(f"\r{day} {have / 1e6:.1f} MB")
    sys.stderr.flush()


def no_progress(day: str, have: int, total: int | None) -> None:
    """Draws nothing."""
