"""Estimators and boosters predict the same, and go on with training."""

from __future__ import annotations

import warnings
from typing import Any

import lightgbm
import numpy as np
import pytest
import xgboost
from sklearn.cluster import KMeans
from sklearn.compose import make_column_transformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

from tests.unit.kernel.codecs.trip import Trip

CHANCE = np.random.default_rng(0)
X = CHANCE.standard_normal((300, 5))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)

MODELS: dict[str, Any] = {
    "linear": LogisticRegression(),
    "pipeline": make_pipeline(StandardScaler(), LogisticRegression()),
    "forest": RandomForestClassifier(10, random_state=0),
    "tree": DecisionTreeClassifier(random_state=0),
    "boosting": HistGradientBoostingClassifier(max_iter=10),
    "neighbors": KNeighborsClassifier(),
    "vectors": SVC(),
    "clusters": KMeans(3, n_init=1, random_state=0),
    "columns": make_pipeline(
        make_column_transformer((StandardScaler(), [0, 1]), remainder="passthrough"), SVC()
    ),
    "search": GridSearchCV(LogisticRegression(), {"C": [0.1, 1.0]}, cv=2),
    "function": make_pipeline(FunctionTransformer(np.log1p), SVC()),
}


@pytest.mark.parametrize("name", MODELS)
def test_estimators_predict_the_same(name: str) -> None:
    data = np.abs(X)
    model = MODELS[name].fit(data, Y)
    trip = Trip()
    pickled = trip.out({"m": model})
    assert trip.out({"m": model}).stream == pickled.stream
    found = trip.back(pickled)["m"]
    assert (found.predict(data) == model.predict(data)).all()
    assert not pickled.notes


@pytest.mark.parametrize("make", [SGDClassifier, MLPClassifier], ids=["sgd", "mlp"])
def test_training_by_parts_goes_on_as_if_nothing_had_been(make: Any) -> None:
    model = make(random_state=np.random.RandomState(3)).partial_fit(X, Y, classes=[0, 1])
    found = Trip().both({"m": model})["m"]
    for one in (model, found):
        one.partial_fit(X, Y)
    weights = [one.coef_ if hasattr(one, "coef_") else one.coefs_[0] for one in (model, found)]
    assert np.array_equal(*weights)


def test_an_estimator_of_the_notebook_sees_the_live_namespace() -> None:
    trip = Trip(
        "from sklearn.base import BaseEstimator, ClassifierMixin\n"
        "class Mine(ClassifierMixin, BaseEstimator):\n"
        "    def __init__(self, above=0.0): self.above = above\n"
        "    def fit(self, X, y): self.classes_ = [0, 1]; return self\n"
        "    def predict(self, X): return (X[:, 0] > self.above + shift).astype(int)\n"
        "shift = 0.0\n"
        "mine = Mine(0.5).fit(None, None)"
    )
    found = trip.both({"mine": trip.space["mine"]})["mine"]
    trip.space["shift"] = -100.0
    assert found.predict(X).all()


def boosted() -> Any:
    data = xgboost.DMatrix(X, Y)
    return xgboost.train({"objective": "binary:logistic", "seed": 0}, data, 20), data


def test_a_booster_of_xgboost_predicts_and_trains_the_same() -> None:
    booster, data = boosted()
    booster.mine = [1]
    trip = Trip()
    pickled = trip.out({"b": booster})
    assert pickled.stream == trip.out({"b": booster}).stream
    assert pickled.buffers
    found = trip.back(pickled)["b"]
    assert np.array_equal(found.predict(data), booster.predict(data))
    assert found.mine == [1]
    for one in (booster, found):
        one.update(data, 20)
    assert np.array_equal(found.predict(data), booster.predict(data))


def test_models_of_xgboost_and_lightgbm_are_kept() -> None:
    first = xgboost.XGBClassifier(n_estimators=5).fit(X, Y)
    second = lightgbm.LGBMClassifier(n_estimators=30, verbose=-1).fit(X, Y)
    found = Trip().both({"x": first, "l": second, "new": xgboost.XGBRegressor()})
    assert np.array_equal(found["x"].predict(X), first.predict(X))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about feature names, in both
        assert np.array_equal(found["l"].predict(X), second.predict(X))


def test_a_booster_of_lightgbm_predicts_the_same_and_says_what_it_lacks() -> None:
    data = lightgbm.Dataset(X, Y, free_raw_data=False)
    booster = lightgbm.train(
        {"verbose": -1, "objective": "binary"}, data, 30, keep_training_booster=True
    )
    pickled = Trip().out({"b": booster})
    assert "trained on" in pickled.notes[0]
    found = Trip().back(pickled)["b"]
    assert np.array_equal(found.predict(X), booster.predict(X))
    assert pickled.buffers
