"""Write the tables that the notebooks read: bicycles.csv and access.log, the same at every run."""

import math
import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).parent


def bicycles(rng: random.Random) -> str:
    """Return riders per day and station of one year, a few of them missing."""
    size = {"bridge": 420, "market": 260, "station": 610}
    lines = ["day,station,temperature,rain_mm,riders"]
    for number in range(365):
        day = date(2025, 1, 1) + timedelta(days=number)
        temperature = 10 - 11 * math.cos(2 * math.pi * (number - 15) / 365) + rng.gauss(0, 2.5)
        rain = round(rng.expovariate(0.3), 1) if rng.random() < 0.38 else 0.0
        for station, usual in size.items():
            week = 0.55 if day.weekday() >= 5 and station == "station" else 1.0
            weather = (0.5 + temperature / 25) * math.exp(-rain / 12)
            riders = max(0, round(usual * week * weather * rng.gauss(1, 0.08)))
            shown = "" if rng.random() < 0.015 else riders
            lines.append(f"{day},{station},{temperature:.1f},{rain},{shown}")
    return "\n".join(lines) + "\n"


def access(rng: random.Random) -> str:
    """Return 400 requests of one day, two lines of them damaged."""
    when = datetime(2025, 6, 3, 6, 0, tzinfo=UTC)
    lines = []
    for number in range(400):
        when += timedelta(seconds=rng.randint(1, 300))
        path = rng.choice(["/", "/", "/search", "/basket", "/item/17", "/item/4"])
        status = rng.choices([200, 304, 404, 500], [80, 12, 5, 3])[0]
        spent = round(rng.lognormvariate(4 + (path == "/search"), 0.5))
        method = "POST" if path == "/basket" else "GET"
        lines.append(f"{when.isoformat()} {method} {path} {status} {spent}")
        if number in {120, 307}:
            lines.append("-- log rotated --" if number == 120 else "")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (HERE / "bicycles.csv").write_text(bicycles(random.Random(8)))
    (HERE / "access.log").write_text(access(random.Random(9)))
