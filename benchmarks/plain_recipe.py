"""What an analyst writes in an afternoon: pandas and scikit-learn in one script, no checks, no contract.

Reads the folder given as its argument, fits monthly revenue on monthly spend and prints R2. The peer that
`pipeline.py` is measured against.
"""

import sys
from pathlib import Path

import pandas as pd
from sklearn.linear_model import LinearRegression

folder = Path(sys.argv[1])
spend = pd.read_csv(folder / "campaign_spend.csv.gz", parse_dates=["DATE"])
monthly = spend.pivot_table(
    index=[spend["DATE"].dt.year, spend["DATE"].dt.month],
    columns="CHANNEL",
    values="TOTAL_COST",
    aggfunc="sum",
)
revenue = pd.read_csv(folder / "monthly_revenue.csv").set_index(["YEAR", "MONTH"])["REVENUE"]
table = monthly.join(revenue.rename_axis(monthly.index.names), how="inner")
X, y = table[monthly.columns], table["REVENUE"]
print(f"R2 {LinearRegression().fit(X, y).score(X, y):.3f}")
