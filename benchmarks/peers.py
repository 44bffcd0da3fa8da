"""Weighted shares with their errors, by peers, in one run on the same data: seconds, memory, largest difference.

    python benchmarks/peers.py [HOUSEHOLDS] [INDICATORS] [REGIONS]      1000000 20 514 unless said

The table is that of benchmarks/estimate.py, seeded, read by each from one Parquet file (R from CSV; reading is not counted). Every
peer is a process of its own. One that is not installed is named and skipped; PEERS_PYTHON names another Python that has svy and
samplics. Those that need more than a minute or more memory than there is are run on a part of the work and say so: what a
further household, indicator or region costs them is in proportion, which the smaller sizes show. R: `survey` by svyby(svymean), srvyr.
"Plain pandas" is what an analyst writes: weighted means, no error.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from benchmarks.estimate import INDICATORS, households, pandas_means
from benchmarks.large_tables import _highest

SECONDS = 120
"""As long as a peer may take."""
PART = {"svy": (200_000, 2, 514), "samplics": (20_000, 1, 30), "survey": (200_000, 1, 514), "srvyr": (200_000, 1, 514)}
"""Households, indicators and regions a peer is asked for at most."""


def sanlib_in_memory(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """SE, both intervals, design effect, flags."""
    from sanlib.estimation import estimate
    from sanlib.estimation.design import Design

    design = Design.from_table(table, ["region_code", "stratum"], "desa", "weight")
    return estimate.shares(design, names, "region_code")[["region_code", "indicator", "value_pct", "se_pp"]]


def sanlib_in_duckdb(table: str, names: list[str]) -> pd.DataFrame:
    """The same from the file itself."""
    import duckdb

    return sanlib_in_memory(duckdb.connect().read_parquet(table), names)


def plain_pandas(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Weighted means, no error."""
    found = 100 * pandas_means(table)[names]
    return found.rename_axis("region_code").melt(ignore_index=False, var_name="indicator", value_name="value_pct").reset_index()


def svy(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """`svy`, Taylor linearisation; unknown answers are left out."""
    import polars as pl
    import svy as package

    strata = table["region_code"] + table["stratum"]
    data = pl.DataFrame({name: table[name].to_numpy() for name in names} | {n: table[n].tolist() for n in ("region_code", "desa")})
    data = data.with_columns(pl.Series("strata", strata.tolist()), pl.Series("weight", table["weight"].to_numpy()))
    sample = package.Sample(data.with_columns(pl.col(names).fill_nan(None)), package.Design(stratum="strata", psu="desa", wgt="weight"))
    tables = []
    for name in names:
        rows = sample.estimation.mean(name, by="region_code", drop_nulls=True).to_polars().to_pandas()
        kept = rows[["region_code", "est", "se"]].set_axis(["region_code", "value_pct", "se_pp"], axis=1)
        tables.append(kept.assign(indicator=name, value_pct=100 * kept["value_pct"], se_pp=100 * kept["se_pp"]))
    return pd.concat(tables)


def samplics(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """`samplics`, archived by its authors; unknown answers are left out."""
    from samplics import PopParam, TaylorEstimator

    tables = []
    strata = (table["region_code"] + table["stratum"]).to_numpy(dtype=object)
    for name in names:
        found = TaylorEstimator(PopParam.mean)
        places = {key: table[column].to_numpy(dtype=object) for key, column in (("psu", "desa"), ("domain", "region_code"))}
        found.estimate(table[name].to_numpy(), table["weight"].to_numpy(), stratum=strata, **places, remove_nan=True)
        rows = pd.DataFrame({"value_pct": pd.Series(found.point_est) * 100, "se_pp": pd.Series(found.stderror) * 100})
        tables.append(rows.rename_axis("region_code").reset_index().assign(indicator=name))
    return pd.concat(tables)


R = """
suppressMessages({{library(survey); {load}}})
table <- read.csv("{csv}", colClasses = c(region_code = "character", stratum = "character", desa = "character"))
names <- strsplit("{names}", ",")[[1]]
started <- proc.time()[["elapsed"]]
design <- svydesign(ids = ~desa, strata = ~interaction(region_code, stratum, drop = TRUE), weights = ~weight, data = table, nest = TRUE)
rows <- list()
for (name in names) {{ {work} }}
found <- do.call(rbind, rows)
cat(proc.time()[["elapsed"]] - started, "\\n")
write.csv(found, "{out}", row.names = FALSE)
"""
SURVEY = """
  part <- svyby(reformulate(name), ~region_code, design, svymean, na.rm = TRUE)
  rows[[name]] <- data.frame(region_code = part$region_code, indicator = name, value_pct = 100 * part[[name]], se_pp = 100 * part$se)"""
SRVYR = """
  part <- as_survey(design) %>% group_by(region_code) %>% summarise(m = survey_mean(.data[[name]], na.rm = TRUE))
  rows[[name]] <- data.frame(region_code = part$region_code, indicator = name, value_pct = 100 * part$m, se_pp = 100 * part$m_se)"""
LOAD = {"survey": ("", SURVEY), "srvyr": ("library(srvyr)", SRVYR)}
PEERS = {"plain pandas": plain_pandas, "sanlib": sanlib_in_memory, "sanlib, DuckDB": sanlib_in_duckdb, "svy": svy, "samplics": samplics}


def one(peer: str, path: str, names: list[str], out: str) -> None:
    """One peer in this process; the best of three where a run is short."""
    table = path if "DuckDB" in peer else pd.read_parquet(path)
    taken: list[float] = []
    while not taken or (len(taken) < 3 and sum(taken) < 20):
        started = time.perf_counter()
        found = PEERS[peer](table, names)
        taken.append(time.perf_counter() - started)
    found.to_csv(out, index=False)
    print(json.dumps({"seconds": min(taken), "memory": _highest()}))


def in_r(peer: str, path: Path, names: list[str], out: Path) -> dict:
    """A peer of R on the same table."""
    csv = path.with_suffix(".csv")
    pd.read_parquet(path).to_csv(csv, index=False)
    load, work = LOAD[peer]
    script = path.with_suffix(".R")
    script.write_text(R.format(load=load, csv=csv, names=",".join(names), work=work, out=out), encoding="utf-8")
    command = [shutil.which("Rscript") or "", str(script)]
    measured = subprocess.run(["/usr/bin/env", "time", "-f", "%M", *command], capture_output=True, text=True, timeout=SECONDS, check=False)
    if measured.returncode == 127:  # no `time`: only the clock is told
        measured = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
    said = measured.stderr.split()
    return {"seconds": float(measured.stdout.split()[-1]), "memory": int(said[-1]) / 2**20 if said[-1:] and said[-1].isdigit() else np.nan}


def python_of(peer: str) -> str | None:
    """The Python that has what a peer needs; None where none has."""
    module = {"svy": "svy", "samplics": "samplics", "sanlib, DuckDB": "duckdb"}.get(peer, "pandas")
    for place in (sys.executable, os.environ.get("PEERS_PYTHON")):
        if place and not subprocess.run([place, "-c", f"import {module}"], check=False, capture_output=True).returncode:
            return place
    return None


def has_r(peer: str) -> bool:
    """Whether R has this package."""
    if not shutil.which("Rscript"):
        return False
    return not subprocess.run(["Rscript", "-e", f"library({peer})"], check=False, capture_output=True).returncode


def run(peer: str, path: Path, names: list[str], folder: Path) -> tuple[dict, pd.DataFrame] | None:
    """What a peer costs and finds; None where it is not installed."""
    out = folder / f"{peer}.out.csv"
    if peer in LOAD:
        if not has_r(peer):
            return None
        cost = in_r(peer, path, names, out)
    else:
        place = python_of(peer)
        if place is None:
            return None
        command = [place, __file__, "--one", peer, str(path), ",".join(names), str(out)]
        said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=SECONDS).stdout.splitlines()
        cost = json.loads(next(line for line in reversed(said) if line.startswith("{")))
    return cost, pd.read_csv(out, dtype={"region_code": str})


def largest(found: pd.DataFrame, ours: pd.DataFrame, column: str) -> float:
    """The largest difference of a column from ours, in percentage points."""
    if column not in found:
        return np.nan
    both = ours.merge(found, on=["region_code", "indicator"], validate="1:1", suffixes=("", "_other"))
    assert len(both) == len(ours), f"{len(both)} rows of {len(ours)}"
    return float((both[column] - both[f"{column}_other"]).abs().max())


def main(count: int = 1_000_000, indicators: int = 20, regions: int = 514) -> None:
    """Every peer that is here, on all or on its part, beside sanlib on the same."""
    names = INDICATORS[:indicators]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        tables: dict[tuple, dict] = {}
        asked = (count, indicators, regions)
        for peer in (*PEERS, *LOAD):
            size = tuple(map(min, PART.get(peer, asked), asked))
            path = folder / f"{size[0]}-{size[2]}.parquet"
            if not path.exists():
                households(size[0], size[2]).to_parquet(path, index=False)
            if size not in tables:
                tables[size] = dict(zip(("cost", "found"), run("sanlib", path, names[: size[1]], folder) or (), strict=True))
            try:
                told(peer, size, run(peer, path, names[: size[1]], folder), tables[size])
            except subprocess.TimeoutExpired:
                print(f"{peer:15} stopped after {SECONDS} s", flush=True)


def told(peer: str, size: tuple, got: tuple[dict, pd.DataFrame] | None, ours: dict) -> None:
    """One line for a peer."""
    if got is None:
        print(f"{peer:15} skipped: not installed", flush=True)
        return
    cost, found = got
    times = cost["seconds"] / ours["cost"]["seconds"]
    apart = "  ".join(f"{name} {largest(found, ours['found'], name):.1e}" for name in ("value_pct", "se_pp"))
    asked = f"{size[0]:,} x {size[1]} x {size[2]}"
    print(f"{peer:15} {asked:21} {cost['seconds']:8.3f} s {cost['memory']:6.2f} GiB  {times:8.2f} x sanlib  apart: {apart}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], sys.argv[3], sys.argv[4].split(","), sys.argv[5])
    else:
        main(*map(int, sys.argv[1:]))
