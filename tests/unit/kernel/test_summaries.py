"""One line about a value that people recognise, and no code of the user's run for it."""

from __future__ import annotations

import json
from typing import Any

import lightgbm
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest
import torch
import xgboost
from scipy import sparse  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from jupyter_mm.kernel.summaries import summary

X = np.array([[0.0, 1.0], [1.0, 0.0], [2.0, 2.0], [3.0, 1.0]])

VALUES: list[tuple[Any, str]] = [
    (5, "5"),
    ("text", "'text'"),
    ([1, 2], "2 items"),
    (np.zeros((3, 4)), "3 × 4 float64"),
    (np.array(1), "scalar int64"),
    (np.ma.MaskedArray([1, 2], [True, False]), "2 int64, 1 not masked"),
    (pd.DataFrame({"a": [1], "b": [2]}), "1 × 2"),
    (pd.Series([1.5]), "1 × float64"),
    (pd.Index([1, 2]), "2 × int64"),
    (pl.DataFrame({"a": [1, 2]}), "2 × 1"),
    (pl.Series([1, 2]), "2 × Int64"),
    (pl.LazyFrame({"a": [1]}), "not collected"),
    (pa.table({"a": [1, 2]}), "2 × 1"),
    (pa.chunked_array([[1], [2]]), "2 × int64"),
    (torch.zeros(2, 3), "2 × 3 float32"),
    (torch.nn.Parameter(torch.zeros(2)), "2 float32"),
    (torch.nn.Linear(2, 3), "3 × 2, 3"),
    (torch.nn.Sequential(torch.nn.ReLU()), "1 part"),
    (sparse.eye_array(3, format="csr"), "3 × 3 float64, 3 stored"),
    (LogisticRegression(), "not fitted"),
    (LogisticRegression().fit(X, [0, 1, 0, 1]), "fitted on 2 features"),
    (make_pipeline(LogisticRegression()), "not fitted"),
    (xgboost.XGBClassifier(), "not fitted"),
    (lightgbm.LGBMClassifier(), "not fitted"),
    (np, f"numpy {np.__version__}"),
    (json, f"json {json.__version__}" if hasattr(json, "__version__") else "json"),
    (object(), ""),
]


@pytest.mark.parametrize(("value", "line"), VALUES, ids=map(str, range(len(VALUES))))
def test_a_value_has_a_line_that_people_recognise(value: Any, line: str) -> None:
    assert summary(value) == line


def test_a_class_that_pretends_to_be_a_librarys_is_not_asked() -> None:
    class DataFrame:
        @property
        def index(self) -> Any:
            raise SystemExit

    DataFrame.__module__ = "pandas"

    class Mine(pd.DataFrame):
        @property  # type: ignore[misc]
        def index(self) -> Any:
            raise SystemExit

    Mine.__module__ = "__main__"
    assert summary(DataFrame()) == summary(Mine.__new__(Mine)) == ""


def test_a_half_made_object_has_no_line() -> None:
    assert summary(pd.DataFrame.__new__(pd.DataFrame)) == ""
