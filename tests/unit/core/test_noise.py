"""What two runs show differently though nothing differs; and what must never be taken for that."""

from datetime import UTC, datetime

import pytest

from jupyter_mm.core.noise import Setting, cleaned, masked, numbered

AT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC).timestamp()
THEN = Setting(started_at=AT, ended_at=AT + 1)
NOW = Setting(started_at=AT + 9e6, ended_at=AT + 9e6 + 5, root="/home/ann/scratch/ab/disk")
LATER = datetime.fromtimestamp(NOW.started_at, tz=UTC)

SURE = [
    ("<function f at 0x7f3a00112233>", "<function f at 0x7f3a44556677>"),
    ("10%|# | 1/10 [00:01<00:09, 1.1it/s]\r100%|##| 10/10 [00:02<00:00, 5it/s]",
     "100%|##| 10/10 [00:09<00:00, 1.25s/it]"),
    ("100%|█| 3/3 [00:01<00:00, 8.0it/s, loss=0.1]", "100%|█| 3/3 [00:02<00:00, 9it/s, loss=0.1]"),
    ("32/32 [====] - 1s 3ms/step - acc: 0.9", "32/32 [====] - 4s 9ms/step - acc: 0.9"),
    ("9/9 ━━━━ 0s 1ms/step - acc: 0.9", "9/9 ━━━━ 12s 1s/step - acc: 0.9"),
    ("working 1\rworking 2\rdone     ", "working 1\rdone     "),
    ("done\r\r", "don\rdone"),
    ("\x1b[31mred\x1b[0m", "red"),
    ("/a/ipykernel_12/99.py:3: w", "/b/ipykernel_7/1.py:3: w"),
    ("/a/lib/python3.11/site-packages/p.py:3: W", "/b/c/lib/python3.11/site-packages/p.py:3: W"),
    ('File "/a/site-packages/p.py"', 'File "/b/lib/python3.12/site-packages/p.py"'),
    ("'/a/lib/python3.11/os.py', line 3", "'/opt/b/lib/python3.11/os.py', line 3"),
    ("at /a/ipykernel_1/1.py, /a/ipykernel_1/2.py", "at /b/ipykernel_2/3.py, /ipykernel_2/4.py"),
    ("/home/ann/work", "/home/ann/scratch/ab/disk/home/ann/work"),
]  # fmt: skip

LIKELY = [
    ("took 1.23 s", "took 980 ms"),
    ("CPU times: user 1.2 s, sys: 3 ms, total: 1.2 s", "CPU times: user 9 s, sys: 1 s, total: 2 s"),
    ("12.5 ms ± 3 us per loop", "11 ms ± 40 ns per loop"),
    ("survival duration: 12 s", "survival duration: 99 s"),
    ("buffer=0x7f3a00112233", "buffer=0x7f3a44556677"),
    ("saved to /a/tmpa1b2c3d4/x.csv", "saved to /a/tmpzzzzzzzz/x.csv"),
    ("pid 123", "pid 456"),
    ("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "7ca7b810-9dad-11d1-80b4-00c04fd430c9"),
    ("now 2026-03-04 05:06:07.123", f"now {LATER:%Y-%m-%d %H:%M:%S}.9"),
    ("now 2026-03-04T05:06:08Z", f"now {LATER:%Y-%m-%dT%H:%M:%S}+00:00"),
]

RESULTS = [
    ("mean time to failure: 5 h", "mean time to failure: 6 h"),
    ("speed 3 s", "speed 4 s"),
    ("first seen 2021-01-01 00:00:00", "first seen 2021-01-01 00:00:01"),
    ("crc 0x1a2b3c4d", "crc 0xdeadbeef"),
    ("accuracy 10%", "accuracy 11%"),
    ("| 10%| 0.93 |", "| 10%| 0.13 |"),
    ("pidgin 12", "pidgin 13"),
    ("3/4 of all", "2/4 of all"),
    ("data/a.csv", "data/b.csv"),
    ("/a/tmpa1b2c3d4/acc=0.91", "/a/tmpzzzzzzzz/acc=0.13"),
    ("100%|█| 3/3 [00:01<00:00, 8it/s, loss=0.1]", "100%|█| 3/3 [00:01<00:00, 8it/s, loss=9.1]"),
    ("9/9 ━━━━ 0s 1ms/step - acc: 0.91", "9/9 ━━━━ 0s 1ms/step - acc: 0.13"),
    ("1/2 [=>..] - acc: 0.91", "1/2 [=>..] - acc: 0.13"),
    ("ann ████", "ann ██"),
    ("acc 0.91\rdone", "acc 0.13\rdone"),
    ("0.91 /a/site-packages/p.py", "0.13 /b/site-packages/p.py"),
    ("/a/site-packages/p.py", "/a/site-packages/q.py"),
    ("/a/1 /b/ipykernel_1/1.py", "/a/2 /b/ipykernel_1/1.py"),
]  # fmt: skip


def seen(text: str, setting: Setting) -> tuple[str, str]:
    clean = cleaned(text, setting)
    return clean, masked(clean, setting)


@pytest.mark.parametrize(("before", "after"), SURE, ids=[one[:30] for one, _ in SURE])
def test_what_surely_says_nothing_is_no_difference(before: str, after: str) -> None:
    assert seen(before, THEN)[0] == seen(after, NOW)[0]


@pytest.mark.parametrize(("before", "after"), LIKELY, ids=[one[:30] for one, _ in LIKELY])
def test_what_likely_says_nothing_is_hidden_but_not_the_same(before: str, after: str) -> None:
    one, two = seen(before, THEN), seen(after, NOW)
    assert one[1] == two[1]
    assert one[0] != two[0]


@pytest.mark.parametrize(("before", "after"), RESULTS, ids=[one for one, _ in RESULTS])
def test_a_result_is_never_taken_for_noise(before: str, after: str) -> None:
    assert seen(before, THEN)[1] != seen(after, NOW)[1]


def test_ids_that_a_library_makes_up_are_numbered() -> None:
    one = '<style>#T_a1 td {}</style><table id="T_a1"><td id="T_a1_r0">T_a1</td></table>'
    two = one.replace("T_a1", "T_b2").replace(">T_b2<", ">T_a1<")
    assert numbered(one) == numbered(two)
    assert numbered(one) != numbered(two.replace(">T_a1<", ">T_c3<"))
    to_other, to_itself = '<a id="x" href="#y"/><b id="y"/>', '<a id="x" href="#x"/><b id="y"/>'
    assert numbered(to_other) != numbered(to_itself)


LONG = 1 << 17


@pytest.mark.parametrize(
    "text",
    [
        "/a" * LONG,
        "+/aB9/" * LONG,
        "/ipykernel_1" * LONG,
        "/lib/python3.1" * LONG,
        "\x1b]" * LONG,
        "\x1b[0" * LONG,
        "1" * LONG,
        "%|x| " + "1" * LONG,
        "%|" * LONG,
        "1/1 [" + "=" * LONG,
        "x" * LONG + "\ry" * LONG,
        "<" * LONG,
        "<style " * LONG,
        "<script>" * LONG,
        "<dc:date>" * LONG,
        "took " + "1 " * LONG,
        "100%|█| 3/3 [" + "1:" * LONG,
    ],
    ids=lambda text: text[:12],
)
def test_megabytes_of_one_line_are_read_once(text: str) -> None:
    numbered(seen(text, THEN)[1])
