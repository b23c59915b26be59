"""Where a buffer lies in memory."""

from __future__ import annotations

import ctypes

SIMPLE = 0


class _Buffer(ctypes.Structure):
    """`Py_buffer` of the C API: https://docs.python.org/3/c-api/buffer.html."""

    _fields_ = (
        ("buf", ctypes.c_void_p),
        ("obj", ctypes.py_object),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", ctypes.c_void_p),
        ("strides", ctypes.c_void_p),
        ("suboffsets", ctypes.c_void_p),
        ("internal", ctypes.c_void_p),
    )


def address_of(view: memoryview) -> int:
    """Return the address of the first byte of a contiguous buffer."""
    found = _Buffer()
    api = ctypes.pythonapi
    api.PyObject_GetBuffer(ctypes.py_object(view), ctypes.byref(found), SIMPLE)
    address = found.buf or 0
    api.PyBuffer_Release(ctypes.byref(found))
    return address
