"""Walls around the processes that touch a document from outside.

The worker shuts itself in once: a network namespace with nothing in it, and no file but the program's own to read
(Landlock). A child for one document adds its limits (ten seconds of processor time, 512 MB of address space) and a list
of the system calls that it may make (seccomp): no network, no other program or process, nothing opened for writing.
Linux only; on another system, or where the kernel refuses, the document is still read and `tocsin doctor` says what is
missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Isolation:
    """What the kernel granted."""

    limits: bool
    namespace: bool
    seccomp: bool
    files: bool

    @property
    def network_closed(self) -> bool:
        return self.namespace or self.seccomp


@dataclass(frozen=True, slots=True)
class Enclosure:
    """What the kernel granted to the worker, and so to its children."""

    namespace: bool
    files: bool


def enclose() -> Enclosure:
    """Close the network and foreign files to this process, for good."""
    namespace = _own_network()
    return Enclosure(namespace, _only_own_files())


def isolate(enclosure: Enclosure) -> Isolation:
    """Shut in the child of an enclosed worker: it is used for one document and thrown away."""
    _die_with_worker()
    limits = _set_limits()
    return Isolation(limits, enclosure.namespace, _filter_system_calls(), enclosure.files)


def _set_limits() -> bool:
    wanted = {
        resource.RLIMIT_CPU: (CPU_SECONDS, CPU_SECONDS + 1),
        resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (64, 64),
        resource.RLIMIT_NPROC: (0, 0),
    }
    granted = True
    for limit, value in wanted.items():
        try:
            resource.setrlimit(limit, value)
        except (ValueError, OSError):
            granted = False
    return granted


def _own_network() -> bool:
    """A network namespace with nothing in it; as an ordinary user this takes a user namespace too."""
    if not hasattr(os, "unshare"):
        return False
    for flags in (os.CLONE_NEWUSER | os.CLONE_NEWNET, os.CLONE_NEWNET):
        with contextlib.suppress(OSError):
            os.unshare(flags)
            return True
    return False


# --- prctl ---------------------------------------------------------------------------------------------------------

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
_SECCOMP_FILTER = 2


@cache
def _library() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, *values: object) -> bool:
    if not sys.platform.startswith("linux"):
        return False
    filled = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in (*values, 0, 0, 0, 0)[:4]]
    return bool(_library().prctl(ctypes.c_int(option), *filled) == 0)


def _die_with_worker() -> None:
    """No child outlives its worker, and no other process of this user may look into it."""
    _prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
    _prctl(_PR_SET_DUMPABLE, 0)


# --- Landlock (linux/landlock.h) -----------------------------------------------------------------------------------

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_RIGHTS_OF_VERSION = (13, 14, 15, 15, 16)
"""How many rights over files each version knows, the first version first."""

_SYSTEM_FOLDERS = ("/lib", "/lib64", "/usr/lib", "/usr/lib64")
"""Where the libraries stand that the program's own modules need."""


def _only_own_files() -> bool:
    """Let nothing be opened but the program's code and the system's libraries, and these for reading alone."""
    known = _landlock(_CREATE_RULESET, None, 0, _VERSION)
    if known < 1 or not _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    rights = (1 << _RIGHTS_OF_VERSION[min(known, len(_RIGHTS_OF_VERSION)) - 1]) - 1
    ruleset = _landlock(_CREATE_RULESET, struct.pack("=Q", rights), 8, 0)
    if ruleset < 0:
        return False
    try:
        for path in {sys.prefix, sys.base_prefix, *sys.path, *_SYSTEM_FOLDERS}:
            _let_read(ruleset, path)
        return _landlock(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def forbid_reading(files: Iterable[Path]) -> bool:
    """Close these files to this process and its children, for good; whether the kernel does it.

    Landlock grants and never refuses, so all that does not lie on the way to one of the files is granted. What is made
    later in a folder on that way cannot be read either.
    """
    if _landlock(_CREATE_RULESET, None, 0, _VERSION) < 1 or not _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    ruleset = _landlock(_CREATE_RULESET, struct.pack("=Q", _READ_FILE), 8, 0)
    if ruleset < 0:
        return False
    try:
        _grant_beside(ruleset, Path("/"), {file.resolve() for file in files})
        return _landlock(_RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _grant_beside(ruleset: int, folder: Path, files: set[Path]) -> None:
    """Grant reading of everything in a folder but the files and the folders on the way to them."""
    on_the_way = {parent for file in files for parent in file.parents}
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            path = Path(entry.path)
            if entry.is_symlink() or path in files:
                continue
            if path in on_the_way:
                _grant_beside(ruleset, path, files)
                continue
            with contextlib.suppress(OSError):
                place = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC)
                _landlock(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", _READ_FILE, place), 0)
                os.close(place)


def _let_read(ruleset: int, path: str) -> None:
    # What is not there needs no rule: sys.path names archives that few systems have.
    with contextlib.suppress(OSError):
        folder = os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        _landlock(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", _READ_FILE | _READ_FOLDER, folder), 0)
        os.close(folder)


def _landlock(call: int, *arguments: int | bytes | None) -> int:
    if platform.machine() not in _CALLS_OF or not sys.platform.startswith("linux"):
        return -1
    numbers = (ctypes.c_long(value) if isinstance(value, int) else value for value in arguments)
    return int(_library().syscall(ctypes.c_long(call), *numbers))


# --- seccomp (linux/seccomp.h, linux/filter.h) ---------------------------------------------------------------------

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_REFUSED, _UNKNOWN = _ERROR | errno.EPERM, _ERROR | errno.ENOSYS
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Where `struct seccomp_data` holds the call's number, its architecture and its arguments of eight bytes each."""


@dataclass(frozen=True, slots=True)
class _Guard:
    """A system call that is allowed only without certain bits in one of its arguments."""

    number: int
    argument: int
    bits: int


@dataclass(frozen=True, slots=True)
class _Calls:
    """What a child may ask of the kernel of one architecture."""

    architecture: int
    allowed: tuple[int, ...]
    guarded: tuple[_Guard, ...]


_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | 0o20000000
"""Flags of open() that change a file or make one; the last is O_TMPFILE without O_DIRECTORY."""

_OWNING = ~3 & 0xFFFFFFFF
"""Commands of fcntl() beyond F_DUPFD, F_GETFD, F_SETFD and F_GETFL: they can send signals to other processes."""

# Reading files, memory, time, and ending. Numbers from the kernel's tables (asm/unistd_64.h, asm-generic/unistd.h).
_CALLS_OF = {
    "x86_64": _Calls(
        0xC000003E,
        (
            *(
                0,
                1,
                3,
                4,
                5,
                6,
                7,
                8,
                17,
                19,
                20,
                21,
                32,
                78,
                79,
                89,
                217,
                262,
                267,
                269,
                332,
                439,
            ),  # read … faccessat2
            *(9, 10, 11, 12, 25, 27, 28, 324),  # mmap, mprotect, munmap, brk, mremap, mincore, madvise, membarrier
            *(13, 14, 15, 131, 202, 218, 219, 273, 334),  # signals of its own, futex, rseq
            *(24, 35, 96, 98, 100, 201, 204, 228, 229, 230),  # time, rest, processors
            *(39, 60, 63, 99, 102, 104, 107, 108, 110, 186, 231, 318),  # who am I, exit, random numbers
        ),
        (_Guard(2, 1, _WRITING), _Guard(257, 2, _WRITING), _Guard(72, 1, _OWNING)),
    ),
    "aarch64": _Calls(
        0xC00000B7,
        (
            *(17, 23, 48, 57, 61, 62, 63, 64, 65, 66, 67, 73, 78, 79, 80, 291, 439),
            *(214, 215, 216, 222, 226, 232, 233, 283),
            *(96, 98, 99, 128, 132, 134, 135, 139, 293),
            *(101, 113, 114, 115, 123, 124, 153, 165, 169),
            *(93, 94, 160, 172, 173, 174, 175, 176, 177, 178, 179, 278),
        ),
        (_Guard(56, 2, _WRITING), _Guard(25, 1, _OWNING)),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter_system_calls() -> bool:
    """Leave the listed system calls and no others from here on."""
    calls = _CALLS_OF.get(platform.machine())
    if calls is None or not _prctl(_PR_SET_NO_NEW_PRIVS, 1):
        return False
    code = _program(calls)
    return _prctl(_PR_SET_SECCOMP, _SECCOMP_FILTER, ctypes.byref(_Program(len(code) // 8, code)))


def _program(calls: _Calls) -> bytes:
    """A BPF program over `struct seccomp_data`. A jump counts the instructions that it skips."""
    size = 4 + len(calls.allowed) + 3 * len(calls.guarded) + 3
    unknown, refused, allow = size - 3, size - 2, size - 1
    lines: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, calls.architecture),
        (_RETURN, 0, 0, _UNKNOWN),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for number in calls.allowed:
        lines.append((_EQUAL, allow - len(lines) - 1, 0, number))
    for guard in calls.guarded:
        lines.append((_EQUAL, 0, 2, guard.number))
        lines.append((_LOAD, 0, 0, _ARGUMENTS + 8 * guard.argument))
        lines.append((_ANY_BIT, refused - len(lines) - 1, allow - len(lines) - 1, guard.bits))
    assert len(lines) == unknown
    lines += [(_RETURN, 0, 0, _UNKNOWN), (_RETURN, 0, 0, _REFUSED), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)
