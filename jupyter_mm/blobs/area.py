"""Memory of one's own, and files mapped into it. `ctypes` is imported on first use."""

from __future__ import annotations

import mmap
import os

SMALL = 256 << 10
"""Less than this is no mapping of its own: page table and system calls cost more than copying."""
ALIGNMENT = 64
MAP_FIXED = 0x10


class Room(bytearray):
    """Memory of ours under a value: codecs tell it from a bytearray that a variable holds."""


def empty(size: int) -> memoryview:
    """Return writable memory, 64-byte aligned at least, that is freed with its last reference."""
    if size >= SMALL:
        return memoryview(mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))
    room = Room(size + ALIGNMENT)
    shift = -address_of(memoryview(room)) % ALIGNMENT
    return memoryview(room)[shift : shift + size]


def address_of(memory: memoryview) -> int:
    """Return where writable memory begins."""
    from ctypes import addressof, c_char  # noqa: PLC0415  # keeps the start of a kernel cheap

    return addressof(c_char.from_buffer(memory))


def map_file(address: int, length: int, descriptor: int, offset: int) -> None:
    """Put a private (copy on write), writable mapping of a file over memory that is ours.

    Raises OSError; the memory is as it was then.
    """
    import ctypes  # noqa: PLC0415  # as above

    call = ctypes.CDLL(None, use_errno=True).mmap
    call.restype = ctypes.c_void_p
    number = ctypes.c_int
    call.argtypes = [ctypes.c_void_p, ctypes.c_size_t, number, number, number, ctypes.c_int64]
    rights, flags = mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | MAP_FIXED
    if call(address, length, rights, flags, descriptor, offset) != address:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def read_file(place: memoryview, descriptor: int, offset: int) -> None:
    """Copy bytes of a file into memory; what the file does not have is left as it was."""
    while place:
        done = os.preadv(descriptor, [place], offset)
        if done == 0:
            return
        place, offset = place[done:], offset + done
