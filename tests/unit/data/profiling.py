"""A small table, its profile, and files profiled as the kernel has it done."""

from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from jupyter_mm.data.digests import Digests
from jupyter_mm.data.profile import profile_file
from jupyter_mm.data.secret_values import SecretFinder
from jupyter_mm.domain.profile import ColumnProfile, CommonValue, Profile

START = datetime(2024, 1, 1)  # noqa: DTZ001  # as files have it
FRAME = pd.DataFrame(
    {
        "age": [20.0, 30.0, None, 40.0, 30.0],
        "visits": [1, 2, 3, 4, 5],
        "plan": ["basic", "pro", "basic", None, "pro"],
        "is_active": [True, False, True, True, False],
        "joined": [START + timedelta(days=day) for day in range(5)],
    }
)
EXPECTED = Profile(
    rows=5,
    looked_at=5,
    columns=(
        ColumnProfile(
            name="age",
            type="number",
            nulls=1,
            distinct=3,
            minimum=20.0,
            maximum=40.0,
            mean=30.0,
            quantiles=(21.5, 27.5, 30.0, 32.5, 38.5),
            histogram=(1, 0, 0, 0, 0, 2, 0, 0, 0, 1),
        ),
        ColumnProfile(
            name="visits",
            type="integer",
            nulls=0,
            distinct=5,
            minimum=1.0,
            maximum=5.0,
            mean=3.0,
            quantiles=(1.2, 2.0, 3.0, 4.0, 4.8),
            histogram=(1, 0, 1, 0, 0, 1, 0, 1, 0, 1),
        ),
        ColumnProfile(
            name="plan",
            type="text",
            nulls=1,
            distinct=2,
            common=(CommonValue(value="basic", count=2), CommonValue(value="pro", count=2)),
        ),
        ColumnProfile(
            name="is_active",
            type="boolean",
            nulls=0,
            distinct=2,
            common=(CommonValue(value="true", count=3), CommonValue(value="false", count=2)),
        ),
        ColumnProfile(
            name="joined",
            type="time",
            nulls=0,
            distinct=5,
            minimum="2024-01-01T00:00:00",
            maximum="2024-01-05T00:00:00",
        ),
    ),
)
NO_SECRETS = SecretFinder({})


def profiled(home: Path, path: Path, **options) -> Profile | None:
    digest = Digests(home).digest(path).digest
    assert digest is not None
    return profile_file(home, str(path), digest, secrets=NO_SECRETS, **options)
