"""All probes. 37 of them are the ones by which peers were measured; the rest go beyond."""

from __future__ import annotations

from tests.probes.library_cases import ARRAYS, BEYOND, MODELS
from tests.probes.python_cases import FUNCTIONS, LIVE, NAMES, SHARING

CASES = (*SHARING, *FUNCTIONS, *NAMES, *LIVE, *ARRAYS, *MODELS, *BEYOND)
