"""Why a metric changed: what is proved, what is plausible, what is ruled out."""

from __future__ import annotations

import pytest

from jupyter_mm.core.context import Core
from jupyter_mm.core.policy import Actor
from jupyter_mm.core.record import record_log
from jupyter_mm.core.why import why
from jupyter_mm.domain.capture import Effect, Read
from jupyter_mm.domain.digest import Digest
from jupyter_mm.domain.why import WhyQuery
from jupyter_mm.errors import DeniedError, NotFoundError
from jupyter_mm.testing.stores import ACTOR
from tests.unit.core.asking import batch, metric
from tests.unit.core.asking_why import Notebook, asked, of


def test_the_only_difference_is_proved(core: Core, book: Notebook) -> None:
    before, after = book.round(0.91), book.round(0.93, depth="depth = 12")
    found = asked(core, before, after)
    (cause,) = found.causes
    assert (cause.kind, cause.verdict, cause.text) == ("parameter", "proved", "depth 8 → 12")
    assert "0.91 and 0.93" in cause.reason
    assert cause.execution is not None
    assert cause.execution.startswith("depth-")
    assert found.metric.change == pytest.approx(0.02)
    assert (found.depends_on, found.notes) == (3, ())
    assert (found.before.checkpoint, found.after.checkpoint) == (before, after)


def test_a_cell_that_the_metric_did_not_come_from_is_ruled_out(core: Core, book: Notebook) -> None:
    before = book.round(0.91)
    after = book.round(0.93, depth="depth = 12", plot="colour = 'blue'")
    found = asked(core, before, after)
    assert [one.verdict for one in found.causes] == ["proved", "ruled out"]
    assert found.causes[1].name == "colour = 'blue'"
    assert "does not come from" in found.causes[1].reason


def test_two_differences_at_once_are_plausible_until_one_is_tried_alone(
    core: Core, book: Notebook
) -> None:
    before = book.round(0.91)
    after = book.round(0.93, depth="depth = 12", load="df = read()[1:]")
    assert {one.verdict for one in asked(core, before, after).causes} == {"plausible"}
    book.round(0.93, depth="depth = 12")
    found = asked(core, before, after)
    assert of(found, "depth = 12").verdict == "proved"
    assert of(found, "df = read()[1:]").verdict == "ruled out"
    assert "gave the same acc, 0.93" in of(found, "df = read()[1:]").reason


def test_what_moves_by_itself_is_no_proof(core: Core, book: Notebook) -> None:
    before, _, after = book.round(0.91), book.round(0.94), book.round(0.93, depth="depth = 12")
    cause = of(asked(core, before, after), "depth = 12")
    assert cause.verdict == "plausible"
    assert "the very same run gave values 0.03 apart" in cause.reason
    far = book.round(0.5, depth="depth = 16")
    assert of(asked(core, before, far), "depth = 16").verdict == "plausible"


def test_random_numbers_without_a_seed_are_a_cause(core: Core, book: Notebook) -> None:
    book.random = {"numpy.random": "start"}
    book.cell("begin", "import numpy", changed=())
    before, after = book.round(0.91, draws="one"), book.round(0.92, draws="two")
    cause = of(asked(core, before, after), "random numbers")
    assert (cause.kind, cause.verdict) == ("seed", "proved")
    changed = book.round(0.99, depth="depth = 12", draws="three")
    found = asked(core, before, changed)
    assert of(found, "depth = 12").verdict == "plausible"
    assert of(found, "random numbers").verdict == "plausible"


def test_random_numbers_without_a_repetition_prove_nothing(core: Core, book: Notebook) -> None:
    book.random = {"numpy.random": "start"}
    book.cell("begin", "import numpy", changed=())
    before = book.round(0.91, draws="one")
    after = book.round(0.93, depth="depth = 12", draws="two")
    found = asked(core, before, after)
    assert {one.verdict for one in found.causes} == {"plausible"}
    assert "no run was repeated" in of(found, "depth = 12").reason


def test_a_seed_is_called_so(core: Core, book: Notebook) -> None:
    before = book.round(0.91, depth="depth = pick(seed=1)")
    after = book.round(0.92, depth="depth = pick(seed=2)")
    (cause,) = asked(core, before, after).causes
    assert (cause.kind, cause.verdict, cause.text) == ("seed", "proved", "seed 1 → 2")


@pytest.mark.parametrize(
    "source", ["numpy.random.seed({})", "torch.deterministic = {}", "pd.set_option('a', {})"]
)
def test_a_cell_that_sets_something_is_not_ruled_out(
    core: Core, book: Notebook, source: str
) -> None:
    before = book.round(0.91, plot=source.format(1))
    after = book.round(0.93, depth="depth = 12", plot=source.format(2))
    cause = of(asked(core, before, after), source.format(2))
    assert cause.verdict == "plausible"
    assert "for cells after it" in cause.reason


def test_nothing_that_is_recorded_differs(core: Core, book: Notebook) -> None:
    found = asked(core, book.round(0.91), book.round(0.93))
    assert [(one.name, one.verdict) for one in found.causes] == [("not recorded", "plausible")]
    same = asked(core, book.round(0.95), book.round(0.95))
    assert same.causes == ()


def test_an_edited_copy_of_a_cell_is_compared_with_the_first(core: Core, book: Notebook) -> None:
    before = book.round(0.91)
    deeper = book.cell("copy", "depth = 12", changed=("depth",))
    load = f"load-{book.runs - 4}"
    fit = book.cell(
        "fit", "m = fit(df, depth)\n%mm_log acc=score(m)", changed=("m",),
        reads=(Read(name="df", execution=load), Read(name="depth", execution=deeper)),
    )  # fmt: skip
    record_log(core, ACTOR, batch(fit, metric(0, "acc", 0.93)))
    (cause,) = asked(core, before, fit).causes
    assert (cause.text, cause.verdict) == ("depth 8 → 12", "proved")


def test_a_name_that_the_cell_makes_itself_was_not_read_from_before(
    core: Core, book: Notebook
) -> None:
    def log(depth: int, before: str | None) -> str:
        made = book.cell("depth", f"depth = {depth}", changed=("depth",))
        reads = [Read(name="depth", execution=made)]
        reads += [] if before is None else [Read(name="acc", execution=before)]
        source = "acc = f(depth)\n%mm_log acc"
        id_ = book.cell("acc", source, changed=("acc",), reads=tuple(reads))
        record_log(core, ACTOR, batch(id_, metric(0, "acc", depth / 10)))
        return id_

    first = log(8, None)
    second = log(9, first)
    book.cell("show", "%mm_history", changed=())
    assert book.head is not None
    (cause,) = asked(core, first, book.head).causes
    assert (cause.text, cause.verdict) == ("depth 8 → 9", "proved")
    assert asked(core, first, second).depends_on == 2


def test_an_import_counts_with_the_statement_that_made_the_name(core: Core, book: Notebook) -> None:
    def round_of(imports: str, acc: float) -> str:
        made = book.cell("head", imports, changed=("os", "fit"))
        fit = book.cell(
            "fit", "m = fit()", changed=("m",), reads=(Read(name="fit", execution=made),)
        )
        record_log(core, ACTOR, batch(fit, metric(0, "acc", acc)))
        return fit

    first = round_of("import os\nfrom probe import fit", 0.91)
    second = round_of("import os, sys\nfrom probe import fit", 0.91)
    third = round_of("import os\nfrom other import fit", 0.95)
    assert asked(core, first, second).causes == ()
    (cause,) = asked(core, first, third).causes
    assert (cause.kind, cause.verdict) == ("code", "proved")


def test_comments_and_layout_are_no_difference(core: Core, book: Notebook) -> None:
    before = book.round(0.91, depth="depth = 8  # deep")
    after = book.round(0.93, depth="# deeper?\ndepth  =  8", load="df = read(1)")
    (cause,) = asked(core, before, after).causes
    assert cause.name == "df = read(1)"


def test_reads_that_were_not_recorded_leave_everything_open(core: Core, book: Notebook) -> None:
    before = book.round(0.91)
    load = book.cell("load", "df = read()", changed=("df",), status="error")
    fit = book.cell("fit", "m = 2", changed=("m",), reads=(Read(name="df", execution=load),))
    record_log(core, ACTOR, batch(fit, metric(0, "acc", 0.93)))
    found = asked(core, before, fit)
    assert {one.verdict for one in found.causes} == {"plausible"}
    assert found.notes == ("1 of the cells failed part of the way.",)


def test_what_the_cells_asked_of_others_is_said(core: Core, book: Notebook) -> None:
    before = book.round(0.91)
    network = (Effect(kind="network", detail="example.org"),)
    fit = book.cell("fit", "m = ask()", changed=("m",), effects=network)
    record_log(core, ACTOR, batch(fit, metric(0, "acc", 0.93)))
    assert asked(core, before, fit).notes == ("The cells used what is not recorded: network.",)


def test_values_that_are_no_numbers_are_shown_without_a_change(core: Core, book: Notebook) -> None:
    before, after = book.round("nan"), book.round(0.93, depth="depth = 12")
    found = asked(core, before, after)
    assert found.metric.before is not None
    assert (found.metric.before.value, found.metric.change) == ("nan", None)
    assert [one.verdict for one in found.causes] == ["plausible"]


def test_the_value_may_have_been_logged_before_the_state(core: Core, book: Notebook) -> None:
    before = book.round(0.91)
    book.round(0.93, depth="depth = 12")
    later = book.cell("later", "x = 1", changed=("x",))
    assert of(asked(core, before, later), "depth = 12").verdict == "proved"


def test_a_metric_that_was_not_logged_names_those_that_were(core: Core, book: Notebook) -> None:
    before = book.round(0.91)
    with pytest.raises(NotFoundError, match="loss was not logged") as caught:
        asked(core, before, before, "loss")
    assert "acc" in (caught.value.hint or "")
    with pytest.raises(NotFoundError):
        asked(core, "nowhere", before)
    query = WhyQuery(metric="acc", before=before, after=before)
    with pytest.raises(DeniedError):
        why(core, Actor(name="nobody", scopes=frozenset()), query)


def in_order(core: Core, book: Notebook, cells: str, acc: float) -> Digest:
    """Run `x = 1`, then `x += 1` and `x *= 2` as their letters stand, and log what comes out."""
    sources = {"A": "x += 1", "B": "x *= 2"}
    last = book.cell("begin", "x = 1", changed=("x",))
    for cell in cells:
        reads = (Read(name="x", execution=last),)
        last = book.cell(cell, sources[cell], changed=("x",), reads=reads)
    reads = (Read(name="x", execution=last),)
    log = book.cell("log", "%mm_log acc=x", changed=(), reads=reads)
    record_log(core, ACTOR, batch(log, metric(0, "acc", acc)))
    assert book.head is not None
    return book.head


def test_the_order_in_which_cells_ran_is_a_cause(core: Core, book: Notebook) -> None:
    before, after = in_order(core, book, "AB", 4.0), in_order(core, book, "BA", 3.0)
    (cause,) = asked(core, before, after).causes
    assert (cause.kind, cause.name, cause.verdict) == ("code", "x *= 2", "proved")
    assert cause.text == "the cells ran in another order"
    (back,) = asked(core, after, before).causes
    assert (back.text, back.verdict) == (cause.text, "proved")
