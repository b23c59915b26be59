"""What a cell showed and logged, then and now."""

import pytest

from jupyter_mm.core.noise import Setting
from jupyter_mm.domain.execution import Metric
from jupyter_mm.reproduce.comparison import Output, Shown, compare_shown
from jupyter_mm.reproduce.texts import CLOSE, DIFFERENT, SAME, Finding

SETTING = Setting(started_at=0.0, ended_at=1.0)


def stream(text: str, name: str = "stdout") -> Output:
    return {"output_type": "stream", "name": name, "text": text}


def value(**data: object) -> Output:
    named = {kind.replace("_", "/"): one for kind, one in data.items()}
    return {"output_type": "execute_result", "data": named, "metadata": {}, "execution_count": 3}


def failed(name: str, message: str) -> Output:
    traceback = ["File /somewhere/else.py"]
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": traceback}


def metric(name: str, number: float, step: int | None = None) -> Metric:
    return Metric(sequence=0, name=name, value=number, step=step, logged_at=0.0)


def shown(*outputs: Output, metrics: tuple[Metric, ...] = ()) -> Shown:
    return Shown(outputs=outputs, metrics=metrics, setting=SETTING)


def compared(before: Shown, after: Shown) -> Finding:
    found = compare_shown(before, after, 1e-6)
    assert found is not None
    return found


def display(**data: object) -> Shown:
    named = {kind.replace("_", "/"): one for kind, one in data.items()}
    return shown({"output_type": "display_data", "data": named, "metadata": {}})


def test_the_pieces_of_a_stream_are_one_text() -> None:
    before = shown(stream("a\n"), value(text_plain="1"), stream("b\n"))
    after = shown(stream("a\nb\n"), value(text_plain="1"))
    assert compared(before, after).outcome == SAME


def test_each_stream_is_compared_with_its_own() -> None:
    before = shown(stream("a"), stream("w", "stderr"))
    assert compared(before, shown(stream("w", "stderr"), stream("a"))).outcome == DIFFERENT
    assert compared(before, shown(stream("a"), stream("other", "stderr"))).outcome == DIFFERENT


def test_what_only_agrees_without_times_and_ids_is_close_and_told() -> None:
    found = compared(shown(stream("acc 0.9\ntook 1 s")), shown(stream("acc 0.9\ntook 2 s")))
    assert (found.outcome, found.detail) == (
        CLOSE,
        "only times or ids differ: line 2: “took 1 s” became “took 2 s”",
    )
    found = compared(shown(stream("took 1 s\nacc 0.9")), shown(stream("took 2 s\nacc 0.8")))
    assert (found.outcome, found.detail) == (DIFFERENT, "line 2: “acc 0.9” became “acc 0.8”")


@pytest.mark.parametrize("kind", ["text_html", "text_markdown", "text_latex", "image_svg+xml"])
@pytest.mark.parametrize(
    "plain",
    ["<IPython.core.display.HTML object>", "<pandas.io.formats.style.Styler at 0x7f0000000000>"],
)
def test_a_text_that_only_names_an_object_says_nothing(kind: str, plain: str) -> None:
    one, two = ({"text_plain": plain, kind: text} for text in ("R² = 0.91", "R² = 0.13"))
    assert compared(display(**one), display(**one)).outcome == SAME
    assert compared(display(**one), display(**two)).outcome == DIFFERENT


def test_what_cannot_be_compared_is_not_the_same() -> None:
    plain = display(text_plain="<Line2D at 0x7f0000000000>")
    assert compare_shown(plain, plain, 0) is None
    assert compare_shown(shown(), shown(), 0) is None


def test_something_else_beside_it_is_compared_all_the_same() -> None:
    plain = value(text_plain="[<Line2D at 0x7f0000000000>]")
    assert compared(shown(plain, stream("a")), shown(plain, stream("a"))).outcome == SAME
    assert compared(shown(plain, stream("a")), shown(plain, stream("b"))).outcome == DIFFERENT


def test_html_beside_plain_text_does_not_count() -> None:
    before = shown(value(text_plain="1", text_html="<b id='1'>1</b>"))
    after = shown(value(text_plain="1", text_html="<b id='2'>1</b>"))
    assert compared(before, after).outcome == SAME


def test_html_alone_counts_but_for_its_ids() -> None:
    def html(number: int, text: str) -> Shown:
        return shown(value(text_html=f'<p id="x{number}">{text}</p>'))

    assert compared(html(1, "a"), html(2, "a")).outcome == SAME
    assert compared(html(1, "a"), html(1, "b")).outcome == DIFFERENT


def test_charts_compare_by_their_values() -> None:
    kind = "application/vnd.plotly.v1+json"

    def chart(height: float, uid: str) -> Shown:
        data = {kind: {"mark": "bar", "height": height, "uid": uid}, "text/plain": uid}
        return shown({"output_type": "display_data", "data": data, "metadata": {}})

    assert compared(chart(1.0, "a"), chart(1.0, "a")).outcome == SAME
    assert compared(chart(1.0, "a"), chart(1.0, "b")).outcome == CLOSE
    assert compared(chart(1.0, "a"), chart(1.0 + 1e-9, "b")).outcome == CLOSE
    assert compared(chart(1.0, "a"), chart(2.0, "b")).detail == "height: 1.0 became 2.0"


def test_ids_in_other_json_are_data() -> None:
    one, two = (display(application_json={"id": number}) for number in (5, 6))
    assert compared(one, two).outcome == DIFFERENT


def test_an_error_is_its_name_and_message() -> None:
    before = shown(failed("ValueError", "no 3"))
    assert compared(before, shown(failed("ValueError", "no 3"))).outcome == SAME
    assert compared(before, shown(failed("KeyError", "no 3"))).detail == (
        "“ValueError: no 3” became “KeyError: no 3”"
    )


def test_an_output_of_another_kind_is_named() -> None:
    found = compared(shown(stream("a")), shown(failed("ValueError", "no")))
    assert found.detail == "text on stdout became the error ValueError"
    found = compared(shown(value(text_plain="1")), shown(value(image_png="x")))
    assert found.detail == "text/plain became image/png"


def test_more_or_fewer_outputs_are_counted() -> None:
    found = compared(shown(value(text_plain="1")), shown())
    assert (found.outcome, found.detail) == (DIFFERENT, "1 output became 0")


@pytest.mark.parametrize(
    ("before", "after", "outcome", "detail"),
    [
        ([metric("acc", 0.9)], [metric("acc", 0.9)], SAME, ""),
        ([metric("acc", 0.9)], [metric("acc", 0.9 + 1e-9)], CLOSE, "acc: 0.9 became 0.900000001"),
        ([metric("acc", 0.9)], [metric("acc", 0.8)], DIFFERENT, "acc: 0.9 became 0.8"),
        ([metric("acc", 0.9)], [], DIFFERENT, "acc was not logged"),
        ([], [metric("acc", 0.9)], DIFFERENT, "acc was logged, and was not before"),
        (
            [metric("loss", 1.0, 0), metric("acc", 0.1), metric("loss", 0.5, 1)],
            [metric("loss", 1.0, 0), metric("loss", 0.5, 1), metric("acc", 0.1)],
            SAME,
            "",
        ),
    ],
)
def test_logged_values_compare_by_name(
    before: list[Metric], after: list[Metric], outcome: str, detail: str
) -> None:
    found = compared(shown(metrics=tuple(before)), shown(metrics=tuple(after)))
    assert (found.outcome, found.detail) == (outcome, detail)
