"""Walls around a child process that runs what somebody typed: no network, no other program, so much memory.

The wall is the kernel's (seccomp), so that it holds whatever a library does. It holds for the threads that begin after
it: build it first.
"""

import ctypes
import platform
import resource
import struct
import sys

NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
LOAD, EQUAL, AT_LEAST, ANSWER = 0x20, 0x15, 0x35, 0x06
ALLOWED, DENIED = 0x7FFF0000, 0x00050000 | 13  # as if "permission denied"
OTHER_CALLS = 0x40000000  # the same calls under other numbers (x32)
# architecture as the kernel writes it; then socket, connect, execve, execveat, io_uring_setup, ptrace
CALLS = {
    "x86_64": (0xC000003E, (41, 42, 59, 322, 425, 101)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 425, 117)),
}


def limit_memory(most_bytes: int) -> None:
    """More than this, and the process ends."""
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def forbid_network() -> bool:
    """Sockets and programs are refused from now on; False where the kernel cannot do it."""
    known = CALLS.get(platform.machine())
    if known is None or sys.platform != "linux":
        return False
    rules = _rules(*known)
    held = ctypes.create_string_buffer(b"".join(rules))
    # struct sock_fprog: how many rules, padding, where they are
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(rules), ctypes.addressof(held)))
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return not kernel.prctl(SECCOMP, FILTER, ctypes.c_void_p(ctypes.addressof(program)), 0, 0)


def _rules(architecture: int, calls: tuple[int, ...]) -> list[bytes]:
    """A filter of the kernel: another architecture or one of these calls is denied, everything else passes.

    A rule is its code, how many rules to leap when true and when false, and a number.
    """
    rules = [
        struct.pack("HBBI", LOAD, 0, 0, 4),
        struct.pack("HBBI", EQUAL, 0, len(calls) + 3, architecture),
        struct.pack("HBBI", LOAD, 0, 0, 0),
        struct.pack("HBBI", AT_LEAST, len(calls) + 1, 0, OTHER_CALLS),
    ]
    rules += [struct.pack("HBBI", EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    return [*rules, struct.pack("HBBI", ANSWER, 0, 0, ALLOWED), struct.pack("HBBI", ANSWER, 0, 0, DENIED)]
