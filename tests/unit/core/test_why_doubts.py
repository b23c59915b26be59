"""Why a metric changed: what must not be called proved or ruled out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.record import record_log
from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.digest import Digest
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import batch, metric
from tests.unit.core.asking_why import Notebook, asked, of
from tests.unit.core.using import used


@dataclass
class Trials:
    """Sets depth, trains by it, and logs in a cell of its own."""

    book: Notebook

    def train(
        self,
        depth: int,
        source: str = "acc = fit(depth)",
        *,
        draws: str | None = None,
        **recipe: Any,
    ) -> str:
        made = self.book.cell("depth", f"depth = {depth}", changed=("depth",))
        if draws is not None:
            self.book.random = {"numpy.random": draws}
        reads = (Read(name="depth", execution=made),)
        return self.book.cell("train", source, changed=("acc",), reads=reads, **recipe)

    def log(self, trained: str, acc: float) -> Digest:
        reads = (Read(name="acc", execution=trained),)
        id_ = self.book.cell("log", "%mm_log acc=acc", reads=reads, changed=())
        record_log(self.book.core, ACTOR, batch(id_, metric(0, "acc", acc)))
        assert self.book.head is not None
        return self.book.head


@pytest.fixture
def trials(book: Notebook) -> Trials:
    return Trials(book)


def verdict_of_depth(trials: Trials, source: str, **recipe: Any) -> str:
    before = trials.log(trials.train(8, source, **recipe), 0.91)
    after = trials.log(trials.train(12, source, **recipe), 0.93)
    return of(asked(trials.book.core, before, after), "depth = 12").verdict


def test_a_value_that_is_logged_again_is_no_repetition(core: Core, trials: Trials) -> None:
    trials.book.random = {"numpy.random": "0"}
    trials.book.cell("numpy", "import numpy", changed=())
    before = trials.log(trials.train(8, draws="1"), 0.91)
    trained = trials.train(12, draws="2")
    trials.log(trained, 0.93)
    after = trials.log(trained, 0.93)
    found = asked(core, before, after)
    assert {one.verdict for one in found.causes} == {"plausible"}
    assert of(found, "random numbers").reason.startswith("No run was repeated")


def test_the_same_value_twice_does_not_rule_out_chance(core: Core, trials: Trials) -> None:
    trials.book.random = {"numpy.random": "0"}
    trials.book.cell("numpy", "import numpy", changed=())
    before = trials.log(trials.train(8, draws="1"), 0.91)
    trials.log(trials.train(12, draws="2"), 0.93)
    after = trials.log(trials.train(12, draws="3"), 0.93)
    assert {one.verdict for one in asked(core, before, after).causes} == {"plausible"}


def test_a_plain_training_is_proved(trials: Trials) -> None:
    assert verdict_of_depth(trials, "acc = fit(depth)") == "proved"


@pytest.mark.parametrize(
    "source",
    [
        "rng = np.random.default_rng()\nacc = fit(depth, rng)",
        "acc = fit(depth, default_rng(None))",
        "np.random.seed()\nacc = fit(depth)",
        "random.seed(time.time())\nacc = fit(depth)",
        "acc = fit(depth, secrets.token_bytes())",
        "acc = depth * 0 + time.time()",
        "from time import time as t\nacc = t()",
        "import util5\nacc = util5.f(depth)",
        "import tensorflow\nacc = fit(depth)",
        "acc = float(os.environ['LR'])",
        "%run fit.py\nacc = fit(depth)",
        "%time acc = fit(depth)",
        "exec(text)\nacc = fit(depth)",
        "acc = fit(depth)\n%mm_log acc=acc+time.time()",
        "%mm_get other w as old\nacc = fit(depth) + old",
        "acc = fit(depth, len(os.listdir('inbox')))",
        "acc = fit(depth, sum(map(os.listdir, folders)))",
        "clock = time.time\nacc = fit(depth, clock())",
        "make = np.random.default_rng\nacc = fit(depth, make())",
        "acc = fit(depth, pd.Timestamp('now'))",
    ],
)
def test_what_no_record_shows_proves_nothing(trials: Trials, source: str) -> None:
    assert verdict_of_depth(trials, source) == "plausible"


@pytest.mark.parametrize(
    "source",
    [
        "rng = np.random.default_rng(1)\nacc = fit(depth, rng)",
        "model.eval()\npattern = re.compile('a')\nacc = fit(depth, layer.input, config.now)",
        "acc = fit(depth)\n%mm_log acc=acc seed=seed time=3.5",
    ],
)
def test_what_only_looks_like_chance_is_recorded(trials: Trials, source: str) -> None:
    assert verdict_of_depth(trials, source) == "proved"


@pytest.mark.parametrize("kind", ["network", "database", "process started"])
def test_a_run_that_asked_others_proves_nothing(trials: Trials, kind: str) -> None:
    effects = (Effect(kind=kind, detail="api"),)
    assert verdict_of_depth(trials, "acc = fit(depth)", effects=effects) == "plausible"


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        ("np.random.seed(1)\nacc = fit(depth)", "proved"),
        ("acc = fit(depth)\nnp.random.seed(1)", "plausible"),
        ("# no seed()\nacc = fit(depth)", "plausible"),
        ("random.seed(1)\nacc = fit(depth)", "plausible"),
    ],
)
def test_only_a_seed_before_all_draws_counts(
    core: Core, trials: Trials, source: str, verdict: str
) -> None:
    trials.book.random = {"numpy.random": "0"}
    trials.book.cell("numpy", "import numpy", changed=())
    before = trials.log(trials.train(8, source, draws="1"), 0.91)
    after = trials.log(trials.train(12, source, draws="2"), 0.93)
    assert of(asked(core, before, after), "depth = 12").verdict == verdict


def test_a_process_that_is_not_known_proves_nothing(trials: Trials) -> None:
    trials.book.random = {}
    assert verdict_of_depth(trials, "acc = fit(depth)") == "plausible"


@pytest.mark.parametrize(
    "plot",
    [
        "os.environ['LR'] = '{}'",
        "%env LR={}",
        "%run setup.py {}",
        "jax.config.update('jax_enable_x64', {})",
        "utils.CFG['lr'] = {}",
        "utils.n += {}",
        "setattr(utils, 'LR', {})",
        "exec('{}')",
        "model_lib.configure(lr={})",
        "old = model_lib.configure(lr={})",
        "import util{}",
    ],
)
def test_settings_are_not_ruled_out_and_leave_nothing_proved(
    core: Core, book: Notebook, plot: str
) -> None:
    before = book.round(0.91, plot=plot.format(1))
    after = book.round(0.93, depth="depth = 12", plot=plot.format(5))
    assert {one.verdict for one in asked(core, before, after).causes} == {"plausible"}


@pytest.mark.parametrize(
    "plot", ["print({})", "plt.plot(x, lw={})", "shown = df.head({})", "def f():\n    g({})"]
)
def test_what_only_shows_is_ruled_out(core: Core, book: Notebook, plot: str) -> None:
    before = book.round(0.91, plot=plot.format(1))
    after = book.round(0.93, depth="depth = 12", plot=plot.format(5))
    assert [one.verdict for one in asked(core, before, after).causes] == ["proved", "ruled out"]


def test_a_file_that_a_setting_may_come_from_is_not_ruled_out(
    core: Core, book: Notebook, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    states = []
    for text in ("a", "bb"):
        path.write_text(text)
        book.cell("settings", "configure('settings.json')", used(core, path), changed=())
        states.append(book.round(len(text)))
    assert of(asked(core, *states), str(path)).verdict == "plausible"


def test_what_the_logging_line_draws_itself_proves_nothing(core: Core, trials: Trials) -> None:
    trials.book.random = {"numpy.random": "0"}
    trials.book.cell("numpy", "import numpy", changed=())
    states = []
    for depth, draws, acc in ((8, "1", 0.91), (12, "2", 0.93)):
        made = trials.book.cell("depth", f"depth = {depth}", changed=("depth",))
        trials.book.random = {"numpy.random": draws}
        reads = (Read(name="depth", execution=made),)
        id_ = trials.book.cell("log", "%mm_log acc=train(depth)", reads=reads, changed=())
        record_log(core, ACTOR, batch(id_, metric(0, "acc", acc)))
        assert trials.book.head is not None
        states.append(trials.book.head)
    assert of(asked(core, *states), "depth = 12").verdict == "plausible"


@pytest.mark.parametrize("origin", [None, "of-another-store"])
def test_a_variable_of_unknown_origin_proves_nothing(
    trials: Trials, core: Core, origin: str | None
) -> None:
    states = []
    for depth, acc in ((8, 0.91), (12, 0.93)):
        made = trials.book.cell("depth", f"depth = {depth}", changed=("depth",))
        reads = (Read(name="depth", execution=made), Read(name="lr", execution=origin))
        source = "acc = fit(depth, lr)"
        trained = trials.book.cell("train", source, changed=("acc",), reads=reads)
        states.append(trials.log(trained, acc))
    found = asked(core, *states)
    assert of(found, "depth = 12").verdict == "plausible"
    assert found.notes == ("Where these came from is not recorded: lr.",)


def test_what_a_function_reads_counts_though_the_cell_binds_that_name(
    trials: Trials, core: Core
) -> None:
    book, states = trials.book, []
    clean = book.cell("clean", "def clean():\n    return df[1:]", changed=("clean",))
    for rows, acc in (("[1, 2]", 1.0), ("[1, 2, 3]", 2.0)):
        load = book.cell("load", f"df = {rows}", changed=("df",))
        reads = (Read(name="clean", execution=clean), Read(name="df", execution=load))
        tidy = book.cell("tidy", "df = clean()", changed=("df",), reads=reads)
        tidied = (Read(name="df", execution=tidy),)
        score = book.cell("score", "acc = len(df)", changed=("acc",), reads=tidied)
        states.append(trials.log(score, acc))
    assert of(asked(core, *states), "df = [1, 2, 3]").verdict == "proved"


@pytest.mark.parametrize(
    ("made", "verdict"),
    [
        ("seed = 3", "proved"),
        ("for seed in range(3): pass", "proved"),
        ("seed = None", "plausible"),
        ("seed = int(text)", "plausible"),
        ("seed = 3\nif off: seed = None", "plausible"),
    ],
)
@pytest.mark.parametrize("source", ["np.random.seed(seed)\n{}", "rng = default_rng(seed + 1)\n{}"])
def test_a_variable_is_a_seed_only_where_its_number_is_spelled_out(
    trials: Trials, core: Core, made: str, verdict: str, source: str
) -> None:
    trials.book.random, states = {"numpy.random": "0"}, []
    trials.book.cell("numpy", "import numpy", changed=())
    for depth, acc in ((8, 0.91), (12, 0.93)):
        seed = trials.book.cell("seed", made, changed=("seed",))
        at = trials.book.cell("depth", f"depth = {depth}", changed=("depth",))
        trials.book.random = {"numpy.random": f"{depth}" if "np." in source else "0"}
        reads = (Read(name="depth", execution=at), Read(name="seed", execution=seed))
        code = source.format("acc = fit(depth)")
        trained = trials.book.cell("train", code, changed=("acc",), reads=reads)
        states.append(trials.log(trained, acc))
    assert of(asked(core, *states), "depth = 12").verdict == verdict
