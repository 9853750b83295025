"""Limits for the process that touches a document from outside.

Ten seconds of processor time, 512 MB of address space, no file written, no network, no other program. The network is
closed twice where the kernel allows both: by a network namespace of its own, and by a seccomp filter. Linux only; on
another system, or where the kernel refuses, the document is still read and `tocsin doctor` says what is missing.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import resource
import struct
import sys
from dataclasses import dataclass

CPU_SECONDS = 10
MEMORY_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Isolation:
    """What the kernel granted."""

    limits: bool
    namespace: bool
    seccomp: bool

    @property
    def network_closed(self) -> bool:
        return self.namespace or self.seccomp


def isolate() -> Isolation:
    """Shut this process in, for good. Call it in a child that is used for one document and thrown away."""
    namespace = _own_network()
    limits = _set_limits()
    return Isolation(limits, namespace, _filter_system_calls())


def _set_limits() -> bool:
    wanted = {
        resource.RLIMIT_CPU: (CPU_SECONDS, CPU_SECONDS + 1),
        resource.RLIMIT_AS: (MEMORY_BYTES, MEMORY_BYTES),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_NOFILE: (64, 64),
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


# --- seccomp -------------------------------------------------------------------------------------------------------

_PR_SET_NO_NEW_PRIVS, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _FILTER = 38, 4, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM

# Network, other programs, other processes, and everything that changes the file system. Numbers from the kernel's
# tables (asm/unistd_64.h, asm-generic/unistd.h).
_REFUSED: dict[str, tuple[int, tuple[int, ...]]] = {
    "x86_64": (
        0xC000003E,
        (
            41,
            42,
            43,
            44,
            46,
            49,
            50,
            53,
            288,
            307,
            56,
            57,
            58,
            59,
            62,
            234,
            322,
            435,
            101,
            310,
            311,
            321,
            425,
            165,
            272,
            76,
            82,
            83,
            84,
            85,
            86,
            87,
            88,
            90,
            92,
            258,
            260,
            263,
            264,
            265,
            266,
            268,
            316,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        (
            198,
            199,
            200,
            201,
            202,
            203,
            206,
            211,
            242,
            269,
            220,
            221,
            129,
            131,
            281,
            435,
            117,
            270,
            271,
            280,
            425,
            40,
            97,
            45,
            34,
            35,
            36,
            37,
            38,
            53,
            54,
            276,
        ),
    ),
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter_system_calls() -> bool:
    """Refuse the listed system calls with EPERM from here on."""
    machine = _REFUSED.get(platform.machine())
    if machine is None or not sys.platform.startswith("linux"):
        return False
    architecture, refused = machine
    code = _program(architecture, refused)
    program = _Program(len(code) // 8, code)
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    library.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    return bool(library.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _program(architecture: int, refused: tuple[int, ...]) -> bytes:
    """A BPF program over `struct seccomp_data`: number at offset 0, architecture at offset 4."""
    instructions = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    # The second call table of x86-64 (x32) would be a way around the numbers.
    instructions.append((_AT_LEAST, len(refused) + 1, 0, 0x40000000))
    # A jump counts the instructions it skips: the refused numbers still to come, and the line that allows.
    instructions += [(_EQUAL, len(refused) - position, 0, number) for position, number in enumerate(refused)]
    instructions += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    return b"".join(struct.pack("=HBBI", code, yes, no, value) for code, yes, no, value in instructions)
