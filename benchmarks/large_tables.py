"""The same estimates of a growing table in pandas, in DuckDB and on a cluster of Dask: seconds, memory, largest difference.

    python benchmarks/large_tables.py [MILLIONS ...]        1 and 10 unless said; needs the extra `large`

20 indicators x 514 regions with SE and both intervals, from Parquet files of a million households each, made once by
benchmarks/estimate.py (seeded; 16 MB each, in a folder that is deleted). Each run is a process of its own: its clock from opening
the files to the table, its highest resident size; of the cluster (two processes with one thread) that of the largest worker too.
At the end what a census of 75 million households would take, from what was measured.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.estimate import INDICATORS, households

DRAWN = {"strata": ["region_code", "stratum"], "psu": "desa", "weight": "weight"}
MILLION = 1_000_000
CENSUS = 75_000_000
COMPARED = ["value", "se", "low", "high", "df", "deff", "known_pct"]


def files(folder: Path, count: int) -> list[str]:
    """So many files of a million households, each of desa of its own."""
    table = households(MILLION)
    for number in range(count):
        table.assign(desa=table["desa"] + f"-{number:03d}").to_parquet(folder / f"{number:03d}.parquet", index=False)
    return [str(path) for path in sorted(folder.glob("*.parquet"))]


def in_memory(paths: list[str]) -> pd.DataFrame:
    """Every file read into memory."""
    return pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)


def in_pandas(paths: list[str]):
    """Read when the clock runs."""
    yield paths


def in_duckdb(paths: list[str]):
    """DuckDB over the files, with what memory it is given."""
    import duckdb

    yield duckdb.connect().read_parquet(paths)


def in_dask(paths: list[str]):
    """A cluster of two processes on this machine."""
    import dask.dataframe as dd
    from distributed import Client, LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster, Client(cluster) as client:
        client.run(_loaded)
        yield dd.read_parquet(paths)
        print(json.dumps({"worker": max(client.run(_highest).values())}))


def _loaded() -> None:
    import sanlib.estimation.large_table  # noqa: F401  a worker that is up has its programs loaded


def _highest() -> float:
    """The highest resident size of this process since its program began, in GiB (Linux; getrusage remembers the parent's)."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(told.partition("VmHWM:")[2].split()[0]) / 2**20


def one(engine: str, paths: list[str], out: str) -> None:
    """One run in this process: the table written to `out`, its cost printed."""
    import sanlib as san

    for table in {"pandas": in_pandas, "duckdb": in_duckdb, "dask": in_dask}[engine](paths):
        started = time.perf_counter()
        whole = table if engine != "pandas" else in_memory(paths)
        design = san.estimation.Design.from_table(whole, **DRAWN)
        found = san.estimation.tabulate(design, shares=INDICATORS, by="region_code")
        taken = time.perf_counter() - started
    found.to_parquet(out)
    print(json.dumps({"seconds": taken, "memory": _highest()}))


def run(engine: str, paths: list[str], folder: Path) -> tuple[dict, pd.DataFrame]:
    """One run in a process of its own."""
    out = folder / f"{engine}.result"
    command = [sys.executable, __file__, "--one", engine, str(out), *paths]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    cost: dict = {}
    for line in said:
        cost.update(json.loads(line) if line.startswith("{") else {})
    return cost, pd.read_parquet(out)


def largest(one: pd.DataFrame, other: pd.DataFrame) -> float:
    """The largest difference of the same rows, in percent and points."""
    keys = ["region_code", "variable"]
    both = one.merge(other, on=keys, validate="1:1", suffixes=("", "_other"))
    return max(float(np.nanmax(np.abs(both[name] - both[f"{name}_other"]))) for name in COMPARED)


def main(millions: list[int]) -> None:
    """Every engine at every size, then the census."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        every = files(folder, max(millions))
        costs = {}
        for size in millions:
            first = None
            for engine in ("pandas", "duckdb", "dask"):
                costs[size, engine], found = run(engine, every[:size], folder)
                first = found if first is None else first
                cost = costs[size, engine]
                worker = f", largest worker {cost['worker']:.2f} GiB" if "worker" in cost else ""
                print(
                    f"{size:4d} M households  {engine:7s} {cost['seconds']:7.1f} s  {cost['memory']:6.2f} GiB{worker}"
                    f"  largest difference {largest(first, found):.1e}",
                    flush=True,
                )
    if len(set(millions)) > 1:  # what a further million takes is the difference of two sizes
        census(costs, min(millions), max(millions))


def census(costs: dict, small: int, large: int) -> None:
    """75 million households by what a further million took on two cores; the result counts once."""
    for engine in ("duckdb", "dask"):
        each = (costs[large, engine]["seconds"] - costs[small, engine]["seconds"]) / (large - small)
        once = max(costs[small, engine]["seconds"] - small * each, 0)
        for cores in (2, 64):
            seconds = once + each * 2 / cores * CENSUS / MILLION
            print(f"75 M on {engine}, {cores} cores: {once:.1f} s + 75 x {each * 2 / cores:.2f} s = {seconds:.0f} s (reckoned)")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[4:], sys.argv[3])
    else:
        main([int(size) for size in sys.argv[1:]] or [1, 10])
