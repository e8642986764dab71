"""Downloads datasets from a collector; an interrupted download resumes where it stopped."""

from __future__ import annotations

import dataclasses
import datetime
import gzip
import hashlib
import http.client
import json
import os
import pathlib
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from gotelemetry._native import DataError

_CHUNK_BYTES = 1 << 16
_TIMEOUT_S = 60
_ATTEMPTS = 5
_FIRST_PAUSE_S = 0.1
_MAX_LIST_BYTES = 16 << 20
# A collector that lists more than this is not one; each day costs a request.
_MAX_DAYS = 10_000
# A file with more than this, or more than twice what the list states and this slack, is refused, so that a server
# cannot fill the disk. Twice, since reports may have come since the list was made.
_MAX_DAY_BYTES = 64 << 30
_SLACK_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
# The name must not look like a dataset, since people open the cache as a directory of datasets.
_CHECKSUMS = ".gotelemetry-cache"
# Errors that may not occur again, unlike a full disk.
_NETWORK_ERRORS = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError)



class _SameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirects only within the collector: to the same scheme, host and port."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        here, there = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if (here.scheme, here.netloc) != (there.scheme, there.netloc):
            raise DataError(f"{req.full_url} redirects to another server, {newurl}, which is not followed")
        # Otherwise urllib reads the whole body of the redirection into memory.
        fp.close()
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = urllib.request.build_opener(_SameHost)

Progress = Callable[[str, int, "int | None"], None]
_T = TypeVar("_T")


@dataclasses.dataclass(frozen=True)
class _Stored:
    """A day's file in the cache."""

    file: str
    etag: str
    sha256: str


class _Listed(NamedTuple):
    """What a collector's list says of a day's file.

    Attributes:
        limit: the most bytes that it may have, compressed or not.
        sha256: the digest of its content, uncompressed; empty if the list has none.
    """

    limit: int
    sha256: str


class _Part:
    """The downloaded part of a day's file, and the entity tag of the whole file."""

    def __init__(self, cache_dir: pathlib.Path, day: str) -> None:
        self.path = cache_dir / f"{day}.part"
        self._tag_path = cache_dir / f"{day}.part.etag"

    def tag(self) -> str:
        """Returns the entity tag; empty if the download cannot be resumed."""
        return self._tag_path.read_text() if self.path.exists() and self._tag_path.exists() else ""

    def size(self) -> int:
        return self.path.stat().st_size

    def begin(self, tag: str) -> None:
        """Starts again from nothing. The tag is written last, so that it never belongs to other bytes."""
        self.discard()
        self.path.touch()
        # Only a strong tag guarantees that the bytes are the same.
        if tag.startswith('"'):
            self._tag_path.write_text(tag)

    def is_continued_by(self, response: Any) -> bool:
        content_range = str(response.headers.get("Content-Range", ""))
        return content_range.startswith(f"bytes {self.size()}-") and str(response.headers.get("ETag")) == self.tag()

    def is_gzip(self) -> bool:
        # Look at the bytes, since the headers of a partial response need not say.
        with self.path.open("rb") as file:
            return file.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC

    def move_to(self, path: pathlib.Path) -> None:
        self._tag_path.unlink(missing_ok=True)
        self.path.replace(path)

    def discard(self) -> None:
        self._tag_path.unlink(missing_ok=True)
        self.path.unlink(missing_ok=True)


def fetch(url: str, start: str, end: str, cache_dir: pathlib.Path, progress: Progress) -> list[str]:
    """Downloads the datasets of the days from `start` to `end`, inclusive, into `cache_dir`; returns their paths."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise ValueError(f"the address of a collector must begin with http:// or https://, not {url!r}")
    if str(cache_dir).startswith("~"):
        raise ValueError(f"cache_dir begins with ~, which only a shell knows: {str(cache_dir)!r}")
    base = url.rstrip("/") + "/data/"
    cache_dir.mkdir(parents=True, exist_ok=True)
    days = {day: listed for day, listed in _list_days(base).items() if start <= day <= end}
    if not days:
        raise FileNotFoundError(f"{base} has no dataset from {start} to {end}")
    return [str(_fetch_day(base + day, day, days[day], cache_dir, progress)) for day in sorted(days)]


def _list_days(base: str) -> dict[str, _Listed]:
    """Returns the days that the collector lists."""
    url = base + "index.json"
    text = _retry(url, lambda: _download_list(url))
    try:
        return _parse_days(json.loads(text)["days"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise DataError(f"{url}: not a list of days: {error}") from error


def _parse_days(datasets: list[dict[str, Any]]) -> dict[str, _Listed]:
    if len(datasets) > _MAX_DAYS:
        raise ValueError(f"{len(datasets)} days are more than {_MAX_DAYS}")
    days: dict[str, _Listed] = {}
    for dataset in datasets:
        day = str(dataset["day"])
        # Other spellings of a day would bring its file twice.
        if datetime.date.fromisoformat(day).isoformat() != day:
            raise ValueError(f"{day!r} is not written as YYYY-MM-DD")
        if day in days:
            raise ValueError(f"{day} is there twice")
        limit = min(2 * int(dataset.get("bytes", _MAX_DAY_BYTES)) + _SLACK_BYTES, _MAX_DAY_BYTES)
        days[day] = _Listed(limit, str(dataset.get("sha256", "")).lower())
    return days


def _download_list(url: str) -> bytes:
    with _open(url, {}) as response:
        text: bytes = response.read(_MAX_LIST_BYTES)
        if response.length and len(text) < _MAX_LIST_BYTES:
            raise ConnectionError(f"the connection broke with {response.length} bytes missing")
        return text


def _fetch_day(url: str, day: str, listed: _Listed, cache_dir: pathlib.Path, progress: Progress) -> pathlib.Path:
    stored = _intact(cache_dir, _read_checksums(cache_dir).get(day))
    found = _retry(url, lambda: _download_day(url, day, listed, cache_dir, stored, progress))
    if found != stored:
        _write_checksums(cache_dir, {**_read_checksums(cache_dir), day: found})
        if stored is not None and stored.file != found.file:
            (cache_dir / stored.file).unlink(missing_ok=True)
    return cache_dir / found.file


def _download_day(
    url: str, day: str, listed: _Listed, cache_dir: pathlib.Path, stored: _Stored | None, progress: Progress
) -> _Stored:
    """Downloads what is missing of a day. If it is interrupted, the next call resumes if the server supports that."""
    part = _Part(cache_dir, day)
    headers = {"Accept-Encoding": "gzip"}
    if part.tag():
        headers |= {"Range": f"bytes={part.size()}-", "If-Range": part.tag()}
    elif stored is not None and stored.etag:
        headers["If-None-Match"] = stored.etag
    try:
        response = _open(url, headers)
    except urllib.error.HTTPError as error:
        if error.code == 304 and stored is not None:
            return stored
        if error.code == 416:
            # The part is as long as the whole file or longer, so it is useless.
            part.discard()
            raise ConnectionError("the partial download does not fit the dataset") from error
        raise
    with response:
        etag = response.headers.get("ETag", "")
        if response.status != 206:
            part.begin(etag)
        elif not part.is_continued_by(response):
            part.discard()
            raise ConnectionError("the server sent a different part than requested")
        try:
            is_whole = _receive(response, part.path, day, listed.limit, progress)
            _check(url, part.path, part.is_gzip(), listed, is_whole)
        except (DataError, _CutError):
            part.discard()
            raise
    file = f"{day}.json.gz" if part.is_gzip() else f"{day}.json"
    part.move_to(cache_dir / file)
    return _Stored(file, etag, _sha256(cache_dir / file))


def _retry(url: str, download: Callable[[], _T]) -> _T:
    """Returns what `download` returns; calls it again, after a pause, if the network or the server fails.

    Raises:
        OSError: it failed every time, or with an error that would not go away.
    """
    attempt = 1
    while True:
        try:
            return download()
        except _NETWORK_ERRORS as error:
            is_final = isinstance(error, urllib.error.HTTPError) and error.code < 500
            if is_final or attempt == _ATTEMPTS:
                raise OSError(f"cannot fetch {url}: {error}") from error
        time.sleep(_FIRST_PAUSE_S * 2 ** (attempt - 1))
        attempt += 1


def _open(url: str, headers: dict[str, str]) -> Any:
    return _OPENER.open(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT_S)


def _receive(response: Any, path: pathlib.Path, day: str, limit: int, progress: Progress) -> bool:
    """Appends the body of the response to the file at `path`; returns whether it is known to be all of it.

    Raises:
        DataError: the file has more than `limit` bytes.
    """
    with path.open("ab") as file:
        have = file.tell()
        total = None if response.length is None else have + response.length
        progress(day, have, total)
        while chunk := response.read(_CHUNK_BYTES):
            file.write(chunk)
            have += len(chunk)
            if have > limit:
                raise DataError(f"{response.url} sends more than {limit} bytes, which it should have at most")
            progress(day, have, total)
    if total is not None and have < total:
        raise ConnectionError(f"the connection broke after {have} of {total} bytes")
    return total is not None


class _CutError(ConnectionError):
    """A file that has come without its length lacks its end."""


def _check(url: str, path: pathlib.Path, is_gzip: bool, listed: _Listed, is_whole: bool) -> None:
    """Reads a file that was downloaded, and raises an error if it cannot be what the collector has.

    Raises:
        DataError: it is not what the list says, or becomes more than it may when it is decompressed.
        _CutError: its end is missing.
    """
    digest = hashlib.sha256()
    size, last = 0, b"\n"
    try:
        with gzip.open(path) if is_gzip else path.open("rb") as file:
            while chunk := file.read(_CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
                last = chunk[-1:]
                if size > listed.limit:
                    raise DataError(f"{url} has more than {listed.limit} bytes, which it should have at most")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _CutError(f"its gzip data are cut or damaged: {error}") from error
    if not is_whole and last != b"\n":
        raise _CutError(f"it ends within a line, after {size} bytes")
    if listed.sha256 and digest.hexdigest() != listed.sha256:
        raise DataError(
            f"{url} is not the file of the collector's list: its SHA-256 is {digest.hexdigest()}, not {listed.sha256}. "
            "It may have changed meanwhile: fetch it again")


def _sha256(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _intact(cache_dir: pathlib.Path, stored: _Stored | None) -> _Stored | None:
    """Returns `stored` if its file is there and still what was downloaded."""
    if stored is None:
        return None
    path = cache_dir / stored.file
    return stored if path.exists() and _sha256(path) == stored.sha256 else None


def _read_checksums(cache_dir: pathlib.Path) -> dict[str, _Stored]:
    try:
        entries = json.loads((cache_dir / _CHECKSUMS).read_text(encoding="utf-8"))
        stored = {day: _Stored(**entry) for day, entry in entries.items()}
        # Others may write here: nothing but a day's file may be read or removed.
        return {day: entry for day, entry in stored.items() if entry.file in (f"{day}.json", f"{day}.json.gz")}
    except (FileNotFoundError, ValueError, TypeError, AttributeError, RecursionError):
        # Without checksums nothing is known about the files, so the cache counts as empty.
        return {}


def _write_checksums(cache_dir: pathlib.Path, stored: dict[str, _Stored]) -> None:
    text = json.dumps({day: dataclasses.asdict(entry) for day, entry in sorted(stored.items())}, indent=1)
    temporary = cache_dir / f"{_CHECKSUMS}.{os.getpid()}"
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(cache_dir / _CHECKSUMS)


def show_progress(day: str, have: int, total: int | None) -> None:
    """Draws a progress bar on stderr, over the previous one."""
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
