"""Write customers.csv: 800 invented customers of a telephone company, about a quarter of whom left.

Run it again only to change the data: `python make_csv.py`. The same seed writes the same file.
"""

from pathlib import Path

import numpy as np
import pandas as pd

SEED = 20260907
CUSTOMERS = 800


def make_customers(rng: np.random.Generator) -> pd.DataFrame:
    """Return one row per customer; who left depends on contract, calls, tenure and price."""
    contract = rng.choice(["monthly", "yearly", "two-year"], CUSTOMERS, p=[0.55, 0.27, 0.18])
    bound = pd.Series(contract).map({"monthly": 0.0, "yearly": 1.0, "two-year": 2.0}).to_numpy()
    tenure = np.clip(rng.gamma(1.6 + bound, 12), 1, 72).round()
    fibre = rng.random(CUSTOMERS) < 0.48
    usage = np.clip(rng.lognormal(2.6 + 0.7 * fibre, 0.6), 0.4, None)
    charge = 19 + 22 * fibre + 0.28 * usage + rng.normal(0, 4, CUSTOMERS)
    calls = rng.poisson(0.9 + 1.1 * (rng.random(CUSTOMERS) < 0.25))
    logit = -0.5 - 1.5 * bound - 0.045 * tenure + 0.85 * calls + 0.065 * (charge - 35)
    left = rng.random(CUSTOMERS) < 1 / (1 + np.exp(-1.4 * logit))
    customers = pd.DataFrame(
        {
            "customer": [f"C{number:04d}" for number in range(1, CUSTOMERS + 1)],
            "age": np.clip(rng.normal(46, 15, CUSTOMERS), 18, 88).round().astype(int),
            "contract": contract,
            "payment": rng.choice(["card", "transfer", "invoice"], CUSTOMERS, p=[0.42, 0.35, 0.23]),
            "internet": np.where(fibre, "fibre", "dsl"),
            "tenure_months": tenure.astype(int),
            "monthly_charge": charge.round(2),
            "data_gb": usage.round(1),
            "support_calls": calls,
            "left": np.where(left, "yes", "no"),
        }
    )
    customers.loc[rng.random(CUSTOMERS) < 0.03, "data_gb"] = np.nan
    return customers


if __name__ == "__main__":
    path = Path(__file__).with_name("customers.csv")
    make_customers(np.random.default_rng(SEED)).to_csv(path, index=False, lineterminator="\n")
