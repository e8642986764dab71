"""A disk of this test alone, which can be filled to the last byte.

    with full_disk.Disk(directory) as disk:
        disk.fill()
        ...                     # nothing finds room there
        disk.make_room()

The disk is a file system in memory, in a mount namespace that this process and those that it starts share and nobody
else sees. A process in a namespace cannot leave it, so call enter_namespace() once, when nothing else runs.
"""

import ctypes
import errno
import os
import pathlib
import subprocess

_CLONE_NEWNS = 0x00020000
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def _unshare(flags):
    libc = ctypes.CDLL(None, use_errno=True)
    return 0 if libc.unshare(flags) == 0 else ctypes.get_errno()


def enter_namespace(with_network=False):
    """Gives this process mounts of its own, and a network, too; as root or as root of a user namespace. AssertionError
    if it cannot."""
    user, group = os.geteuid(), os.getegid()
    wanted = _CLONE_NEWNS | (_CLONE_NEWNET if with_network else 0)
    if _unshare(wanted) != 0:
        error = _unshare(_CLONE_NEWUSER | wanted)
        if error != 0:
            raise AssertionError(
                f"this machine permits no namespace ({os.strerror(error)}), so no disk can be filled: allow "
                "user namespaces (sysctl kernel.unprivileged_userns_clone=1), or run the test as root"
            )
        pathlib.Path("/proc/self/setgroups").write_text("deny")
        pathlib.Path("/proc/self/uid_map").write_text(f"0 {user} 1")
        pathlib.Path("/proc/self/gid_map").write_text(f"0 {group} 1")
    subprocess.run(["mount", "--make-rprivate", "/"], check=True)


class Disk:
    """A file system of a megabyte or as many as wanted, mounted on an empty directory."""

    def __init__(self, directory, megabytes=1):
        self.path = pathlib.Path(directory)
        self._filler = self.path / "filler"
        self._megabytes = megabytes

    def __enter__(self):
        options = f"size={self._megabytes}m,mode=700"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", self.path], check=True)
        return self

    def __exit__(self, *_):
        subprocess.run(["umount", "--lazy", self.path], check=True)

    def fill(self):
        """Leaves not one free block. Empty files can still be made, as on most disks."""
        with open(self._filler, "ab", buffering=0) as filler:
            for size in (4096, 1):
                try:
                    while True:
                        filler.write(bytes(size))
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def make_room(self):
        self._filler.unlink()

    def free_bytes(self):
        status = os.statvfs(self.path)
        return status.f_bavail * status.f_bsize
