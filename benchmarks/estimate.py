"""How long and how much memory 20 indicators x 514 regions on 1,000,000 households take, beside plain weighted means.

    python benchmarks/estimate.py [households]

Two plain means to compare with: as an analyst writes it in pandas, and the fairest, which is the fastest that numpy does
(bincount, region numbered once). Neither has an error. Ours starts from the same bare table: design, domains, SE, both
intervals, flags. One run, best of 5. Unset OPENBLAS_CORETYPE and OPENBLAS_L2_SIZE together, or neither.
"""

from __future__ import annotations

import resource
import sys
import time
import tracemalloc

import numpy as np
import pandas as pd

from sanlib.estimation import estimate
from sanlib.estimation.design import Design

INDICATORS = [f"indicator_{number:02d}" for number in range(20)]


def households(count: int, regions: int = 514) -> pd.DataFrame:
    """Random households: so many regions, four strata in each, desa of 40, one answer in thirty unknown."""
    rng = np.random.default_rng(514)
    desa = np.arange(count) // 40
    region = desa * regions // (desa[-1] + 1)
    table = pd.DataFrame(
        {
            "region_code": np.char.mod("%04d", region),
            "stratum": np.char.mod("%d", desa % 4),
            "desa": np.char.mod("%07d", desa),
            "weight": rng.uniform(20, 80, count),
        }
    )
    for name in INDICATORS:
        answers = (rng.random(count) < rng.uniform(0.02, 0.98)).astype(float)
        answers[rng.random(count) < 1 / 30] = np.nan
        table[name] = answers
    return table.sample(frac=1, random_state=1).reset_index(drop=True)


def pandas_means(table: pd.DataFrame) -> pd.DataFrame:
    """Weighted means of the known answers by region, as written in pandas."""
    weight, region = table["weight"], table["region_code"]
    known = table[INDICATORS].notna().mul(weight, axis=0).groupby(region).sum()
    return table[INDICATORS].mul(weight, axis=0).groupby(region).sum() / known


def numpy_means(table: pd.DataFrame) -> np.ndarray:
    """The same with one bincount for the sum and one for the weight, column by column."""
    region, _ = pd.factorize(table["region_code"], sort=True)
    weight, means = table["weight"].to_numpy(), []
    for name in INDICATORS:
        answers = table[name].to_numpy()
        known = ~np.isnan(answers)
        means.append(np.bincount(region, np.where(known, answers, 0) * weight) / np.bincount(region, weight * known))
    return np.array(means)


def ours(table: pd.DataFrame) -> pd.DataFrame:
    """Shares with SE, both intervals, design effect and flags, from the bare table."""
    design = Design.from_households(table, strata=["region_code", "stratum"], psu="desa", weight="weight")
    return estimate.shares(design, INDICATORS, "region_code")


def seconds(work, table, times=5) -> float:
    """The best of several runs, in seconds of the processor, which other programs on the machine change little."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work(table)
        taken.append(time.process_time() - start)
    return min(taken)


def peak(work, table) -> int:
    """Bytes allocated at the highest point of one run, over what was held before it."""
    tracemalloc.start()
    work(table)
    _, highest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return highest


def main(count: int = 1_000_000) -> None:
    """Print the ratios: time to the plain means, memory to the table."""
    table = households(count)
    size = int(table.memory_usage(deep=True).sum())
    assert np.allclose(
        ours(table).pivot(index="region_code", columns="indicator", values="value_pct").to_numpy(),
        100 * pandas_means(table).to_numpy(),
        rtol=1e-12,
    )
    taken = {work.__name__: seconds(work, table) for work in (pandas_means, numpy_means, ours)}
    extra = peak(ours, table)
    print(f"{count:,} households x {len(INDICATORS)} indicators x {table['region_code'].nunique()} regions")
    for name, value in taken.items():
        print(f"{name:14s} {value:7.3f} s")
    print(f"time, ours / plain means in pandas   {taken['ours'] / taken['pandas_means']:5.2f}   (target: at most 1.2)")
    print(f"time, ours / plain means in numpy    {taken['ours'] / taken['numpy_means']:5.2f}   (target: at most 3)")
    print(f"table {size / 2**20:.0f} MiB, ours at its peak {extra / 2**20:.0f} MiB more")
    print(f"memory, (table + ours) / table       {(size + extra) / size:5.2f}   (target: at most 2)")
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(f"highest resident size of the whole run {resident:.0f} MiB, pandas' means included")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
