"""The families of measurements: each module or package here is one, found by its name.

A family has `measure(place: Path) -> Iterator[Row]`; `place` is an empty folder that is removed
afterwards.
"""
