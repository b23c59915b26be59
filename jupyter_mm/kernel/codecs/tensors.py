"""torch: storages are the buffers, tensors are positions in them, so views and weights stay shared.

Storages on another device are copied to the host, and back there in a restore. torch is never
imported before a restore needs it.
"""

from __future__ import annotations

import sys
from ctypes import c_ubyte
from importlib import import_module
from pickle import PickleBuffer
from typing import Any

MAPPED_BYTES = 1 << 20
"""Larger storages lie on the memory that a restore gives; smaller ones own theirs and can grow."""

_HOOKS = "hooks of its tensors do not come back"
_GRAPH = "comes back without the graph it was computed by"


def reducer_for(kind: type) -> Any:
    """Return how objects of a type of torch are taken apart."""
    torch: Any = sys.modules["torch"]
    if kind in {torch.Tensor, torch.nn.Parameter}:
        return _reduce_tensor
    if kind is torch.UntypedStorage:
        return _reduce_storage
    if kind is torch.storage.TypedStorage:
        return _reduce_typed
    if kind is torch.device or kind is torch.Size:
        return None
    if kind is torch.Generator:
        return _reduce_generator
    return None


def _reduce_tensor(tensor: Any, context: Any) -> Any:
    """Return how to rebuild a tensor; what has no plain storage goes torch's own way."""
    torch: Any = sys.modules["torch"]
    if tensor.layout is not torch.strided or tensor.is_quantized or tensor.device.type == "meta":
        return NotImplemented
    _tell_losses(tensor, context)
    storage = tensor.untyped_storage()
    size = storage.nbytes()
    if size:
        start = storage.data_ptr()
        context.lies_on(start, tensor)
        context.lies_at(start, start + size, start)
    lying = tensor
    if not context.share and not _covers(tensor, size):
        lying = context.once(("apart", id(tensor)), lambda: tensor.detach().clone().contiguous())
        root = lying.untyped_storage()
    else:
        root = _root(storage, context)
    position = (lying.storage_offset(), tuple(lying.shape), lying.stride())
    how = (tensor.requires_grad, lying.is_conj(), lying.is_neg())
    arguments = (type(tensor), root, tensor.dtype, *position, how)
    state = _state(tensor)
    if not state:
        return make_tensor, arguments
    return make_tensor, arguments, state, None, None, fill_tensor


def _covers(tensor: Any, size: int) -> bool:
    """Tell whether a tensor is all of its storage."""
    return bool(tensor.numel() * tensor.element_size() == size)


def _tell_losses(tensor: Any, context: Any) -> None:
    if tensor._backward_hooks or getattr(tensor, "_post_accumulate_grad_hooks", None):  # noqa: SLF001  # no public name
        context.note(_HOOKS)
    if tensor.grad_fn is not None:
        context.note(_GRAPH)


def _state(tensor: Any) -> dict[str, Any]:
    """Return the gradient and the attributes that were set on a tensor."""
    state: dict[str, Any] = {}
    grad = tensor.grad if tensor.is_leaf else None
    if grad is not None:
        state["grad"] = grad
    if tensor.__dict__:
        state["dict"] = dict(tensor.__dict__)
    return state


def _root(storage: Any, context: Any) -> Any:
    """Return what stands for a memory in this stream: this storage, or an array met before."""
    size = storage.nbytes()
    if not size:
        return storage
    root = context.once(("memory", storage.data_ptr()), lambda: storage)
    if type(root) is type(storage):
        return root
    fits = root.flags.c_contiguous or root.flags.f_contiguous
    return root if fits and root.nbytes >= size else storage


def _reduce_storage(storage: Any, _context: Any) -> Any:
    where = str(storage.device)
    if where == "meta":
        return NotImplemented
    host = storage if where == "cpu" else storage.cpu()
    return make_storage, (PickleBuffer(_memory(host)), where)


def _memory(storage: Any) -> Any:
    """Return the bytes of a storage in place; they keep it alive."""
    size = storage.nbytes()
    if not size:
        return bytearray()
    held = (c_ubyte * size).from_address(storage.data_ptr())
    held.keeper = storage
    return held


def _reduce_typed(storage: Any, _context: Any) -> Any:
    return make_typed, (storage._untyped_storage, storage.dtype)  # noqa: SLF001  # `untyped()` warns


def _reduce_generator(generator: Any, _context: Any) -> Any:
    return make_generator, (str(generator.device), generator.get_state())


# ------------------------------------------------------------------------- stand-ins in streams


def make_storage(buffer: Any, where: str) -> Any:
    """Return a storage with these bytes; on the host if its device is not here."""
    torch: Any = import_module("torch")
    made = _on_host(torch, memoryview(buffer))
    if where == "cpu":
        return made
    try:
        return made.to(device=torch.device(where))
    except (RuntimeError, AssertionError):
        return made


def _on_host(torch: Any, memory: memoryview) -> Any:
    if not memory.nbytes:
        return torch.UntypedStorage(0)
    if memory.nbytes < MAPPED_BYTES or memory.readonly:
        return torch.UntypedStorage.from_buffer(memory, dtype=torch.uint8)
    return torch.frombuffer(memory, dtype=torch.uint8).untyped_storage()


def make_typed(storage: Any, dtype: Any) -> Any:
    """Return the older kind of storage, which knows the type of its numbers."""
    torch: Any = import_module("torch")
    typed: Any = torch.storage.TypedStorage
    return typed(wrap_storage=storage, dtype=dtype, _internal=True)


def make_generator(where: str, state: Any) -> Any:
    """Return a generator of random numbers that goes on where it was."""
    torch: Any = import_module("torch")
    made = torch.Generator(where)
    made.set_state(state)
    return made


def make_tensor(kind: type, root: Any, dtype: Any, *position: Any) -> Any:
    """Return a tensor in a storage, or over the memory of an array; `fill_tensor` adds the rest."""
    torch: Any = import_module("torch")
    offset, shape, strides, (needs_grad, is_conjugate, is_negative) = position
    storage = root if type(root) is torch.UntypedStorage else _over(torch, root)
    made: Any = torch.empty(0, dtype=dtype, device=storage.device)
    made.set_(storage, offset, shape, strides)
    if is_conjugate:
        made = made.conj()
    if is_negative:
        made = torch._neg_view(made)  # noqa: SLF001  # the bit alone has no public name
    if kind is torch.nn.Parameter:
        return torch.nn.Parameter(made, requires_grad=needs_grad)
    return made.requires_grad_(needs_grad) if needs_grad else made


def _over(torch: Any, array: Any) -> Any:
    flat = array.reshape(-1, order="A").view("u1")
    return torch.from_numpy(flat).untyped_storage()


def fill_tensor(tensor: Any, state: dict[str, Any]) -> None:
    """Give a new tensor its gradient and attributes."""
    tensor.__dict__.update(state.get("dict", {}))
    if "grad" in state:
        tensor.grad = state["grad"]
