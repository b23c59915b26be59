"""xgboost and lightgbm: the model of a booster as bytes out of band."""

from __future__ import annotations

from pickle import PickleBuffer
from typing import Any

_NO_DATA = "comes back without the data it was trained on: go on with init_model"


def reducer_for(kind: type) -> Any:
    """Return how objects of a type of either library are taken apart."""
    if kind.__name__ != "Booster":
        return None
    return _reduce_xgboost if kind.__module__.startswith("xgboost.") else _reduce_lightgbm


def _reduce_xgboost(booster: Any, _context: Any) -> Any:
    state = dict(booster.__getstate__())
    model = state.pop("handle", None)
    arguments = (type(booster), None if model is None else PickleBuffer(model))
    return make_xgboost, arguments, state, None, None, fill


def _reduce_lightgbm(booster: Any, context: Any) -> Any:
    if getattr(booster, "train_set", None) is not None:
        context.note(_NO_DATA)
    state = dict(booster.__getstate__())
    model = state.pop("_handle", None)
    lent = None if model is None else PickleBuffer(bytearray(model.encode()))
    return make_lightgbm, (type(booster), lent, state)


# ------------------------------------------------------------------------- stand-ins in streams


def make_xgboost(kind: type, model: Any) -> Any:
    """Return a booster with its model; `fill` adds its attributes."""
    made: Any = object.__new__(kind)
    made.__setstate__({"handle": None if model is None else bytearray(model)})
    return made


def fill(booster: Any, state: dict[str, Any]) -> None:
    """Give a booster its attributes."""
    booster.__dict__.update(state)


def make_lightgbm(kind: type, model: Any, state: dict[str, Any]) -> Any:
    """Return a booster with its model and attributes."""
    made: Any = object.__new__(kind)
    handle = None if model is None else bytes(model).decode()
    made.__setstate__({**state, "_handle": handle})
    return made
