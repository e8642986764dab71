"""Puts a new folder in the place of an old one, as a whole or not at all."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
from collections.abc import Callable
from types import TracebackType

_AT_FDCWD = -100
_EXCHANGE = 2


class Replacement:
    """A folder in the making, beside the one whose place it takes.

        with Replacement("store") as new:
            new.keep_old(lambda path: not path.endswith(".old"))
            write_files_in(new.path)
            new.commit()

    Until `commit`, and if the process is killed at any moment before, the old folder is as it was; afterwards the new
    one is there, and the old one is gone. Programs that have files of the old one open keep them. Others that replace
    a folder in the same place wait.

    Attributes:
        path: where to write the new files.
    """

    def __init__(self, folder: str) -> None:
        self._folder = os.path.realpath(folder)
        parent, name = os.path.split(self._folder)
        self._parent = parent
        self.path = os.path.join(parent, f".{name}.writing")
        self._lock = -1

    def __enter__(self) -> Replacement:
        os.makedirs(self._parent, exist_ok=True)
        self._lock = os.open(self._parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            # What a process that was killed has left.
            shutil.rmtree(self.path, ignore_errors=True)
            os.mkdir(self.path)
            if os.path.isdir(self._folder):
                self._check_exchange()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)

    def keep_old(self, keep: Callable[[str], bool]) -> None:
        """Takes over the files of the old folder whose path in it `keep` is true for. They take no more space."""
        for path, _, names in os.walk(self._folder):
            inside = os.path.relpath(path, self._folder)
            kept = [name for name in names if keep(os.path.normpath(os.path.join(inside, name)))]
            if kept:
                os.makedirs(os.path.join(self.path, inside), exist_ok=True)
            for name in kept:
                os.link(os.path.join(path, name), os.path.join(self.path, inside, name), follow_symlinks=False)

    def commit(self) -> None:
        """Puts the new folder in its place, once all of it is on disk."""
        if _libc().syncfs(self._lock) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), self.path)
        if os.path.isdir(self._folder):
            shutil.copymode(self._folder, self.path)
            _exchange(self.path, self._folder)
        else:
            os.rename(self.path, self._folder)
        os.fsync(self._lock)

    def _check_exchange(self) -> None:
        """Raises an OSError now, not after hours of work, if the file system cannot exchange two folders."""
        probes = [os.path.join(self.path, name) for name in ("a", "b")]
        for probe in probes:
            os.mkdir(probe)
        _exchange(*probes)
        for probe in probes:
            os.rmdir(probe)


def _exchange(a: str, b: str) -> None:
    if _libc().renameat2(_AT_FDCWD, os.fsencode(a), _AT_FDCWD, os.fsencode(b), _EXCHANGE) == 0:
        return
    code = ctypes.get_errno()
    if code in (errno.EINVAL, errno.ENOSYS):
        raise OSError(code, "this file system cannot exchange two folders at once", b)
    raise OSError(code, os.strerror(code), b)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
