"""A country's household surveys read with all cores: throughput, memory, growth with the number of regions, stopped and gone on.

    python benchmarks/national.py [HOUSEHOLDS] [REGIONS ...]      400 households, 4 and 38 regions unless said

A seeded project in a folder that is deleted: for each region a workbook of the EHRA form (about 200 columns) and its list of desa,
all SYNTHETIC, and a national SIPSN and BPS folder (tests/national.py). Every measurement is a process of its own: the survey files read
by one process and by one for each core, killed in the middle and gone on; then the period opened from what was read (its regions
measured), with the gaps of every region and briefs of three, opened again, and written with its households; at last opened with one
bad workbook (as notebook 01 opens it). These steps are seconds of the processor, of all processes together.
"""

from __future__ import annotations

import functools
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from types import SimpleNamespace

CHECKOUT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(CHECKOUT), str(CHECKOUT / "tests")]
PERIOD = "2025"

from benchmarks.large_tables import _highest  # noqa: E402


def write_region(folder: str, households: int, row: dict) -> None:
    """The workbook and the list of desa of one made-up region."""
    from sanlib.reference import codebook
    from tools.sample_survey import draw, write
    from tools.sample_survey.__main__ import _frame

    sampled = max(households // draw.PER_DESA, 8)
    scenario = SimpleNamespace(
        period=PERIOD, region=row["region"], region_code=row["region_code"], seed=int(row["region_code"]), note=write.NOTE,
        frame_desa=2 * sampled, sampled_desa=sampled, frame_households=2500 * sampled,
        layak=84, dasar=13, babs=3, rural=60, emptied=15, served=30,
    )  # fmt: skip
    draw._KEMENDAGRI[row["region_code"]] = row["kemendagri_code"].partition("|")[0]
    desa, answers = draw.load(scenario, codebook.load())
    write.coded(Path(folder) / f"SINTETIS_EHRA_{row['region_code']}.xlsx", answers, codebook.load())
    _frame(desa, scenario, Path(folder))


def project(place: Path, households: int, regions: int) -> Path:
    """A project with so many regions' surveys and the national official files."""
    import national

    from sanlib.reference import regions as known
    from tools.sample_survey.__main__ import _sources

    folder = place / "data" / "raw" / PERIOD
    shutil.copytree(CHECKOUT / "data" / "raw" / "reference", place / "data" / "raw" / "reference")
    folder.mkdir(parents=True)
    level2 = known.table().query("kind != 'provinsi' and kemendagri_code != ''").iloc[:: max(514 // regions, 1)][:regions]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(functools.partial(write_region, str(folder), households), level2.to_dict("records")))
    national.country(folder)
    _sources(folder)
    return place


def measure(what: str, root: str) -> None:
    """One measurement in this process, as JSON."""
    from sanlib.project import folders

    os.chdir(root)
    with folders.within(root):
        told = {"reading": _reading, "opened": _opened, "written": _written}[what.split(maxsplit=1)[0]](*map(int, what.split()[1:]))
    print(json.dumps(told))


def _reading(processes: int) -> dict:
    """The survey files into the cache."""
    from sanlib.households import read_ahead
    from sanlib.periods import period_files

    read_ahead.FEWEST = 1
    before, started = _processor(), time.perf_counter()
    read_ahead.read_ahead(period_files.workbooks(PERIOD), PERIOD, lambda line: print(line, file=sys.stderr), processes)
    taken, used = time.perf_counter() - started, _processor() - before
    return {"seconds": taken, "processor": used} | _memory()


def _opened(strict: int) -> dict:
    """The period opened, its gaps, a brief for each of three regions."""
    import sanlib as san

    spent = [_processor()]
    period = san.open_period(PERIOD, say=lambda line: print(line, file=sys.stderr), strict=bool(strict))
    spent.append(_processor())
    gaps = san.gaps(period)
    spent.append(_processor())
    surveyed = sorted(period.achievements.loc[period.achievements["basis"].eq("survei"), "region_code"].unique())
    san.pack(period, surveyed[:3], folder="packs", parts=["pdf"], progress=lambda _line: None)
    spent.append(_processor())
    again = san.open_period(PERIOD, say=lambda _line: None, strict=bool(strict))
    spent.append(_processor())
    names = ("open", "gaps", "briefs_of_3", "open_again")
    steps = {name: after - before for name, before, after in zip(names, spent[:-1], spent[1:], strict=True)}
    households = again.steps["survey_rows"].came_out["households"]
    counts = {"households": households, "surveyed": len(surveyed), "regions_with_gaps": int(gaps["region_code"].nunique())}
    return steps | counts | _memory() | {"errors": int(period.problems["severity"].eq("error").sum())}


def _written(_nothing: int) -> dict:
    """The period's tables and its households written."""
    from sanlib.periods import period

    before = _processor()
    period.write(PERIOD, "written", say=lambda _line: None)
    return {"processor": _processor() - before, "MiB": Path("written/households.parquet").stat().st_size / 2**20} | _memory()


def _processor() -> float:
    """Seconds of the processor that this process and those it started and saw end have taken."""
    return sum(os.times()[:4])


def _memory() -> dict:
    """GiB at the most: of this process, and of the largest of those it started."""
    return {"memory_here": _highest(), "memory_of_a_reader": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20}


def started(what: str, root: Path) -> subprocess.Popen:
    """A measurement in a process of its own."""
    command = [sys.executable, __file__, "--measure", what, str(root)]
    environment = dict(os.environ) | {"SANLIB_ROOT": str(root)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)


def run(what: str, root: Path) -> dict:
    """What a measurement says."""
    process = started(what, root)
    out, error = process.communicate()
    if process.returncode:
        raise SystemExit(error[-2000:])
    found = json.loads(out.splitlines()[-1])
    print(f"  {what:12} " + "  ".join(f"{name} {value:.4g}" for name, value in found.items()), flush=True)
    return found


def kept(root: Path) -> int:
    """How many survey files the cache holds."""
    return len(list((root / ".cache" / "reading" / "made").glob("households-*")))


def main(households: int = 400, *regions: int) -> None:
    """Every size, every measurement."""
    for count in regions or (4, 38):
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            root = project(Path(folder), households, count)
            size = sum(path.stat().st_size for path in root.rglob("SINTETIS_EHRA*.xlsx")) / 2**20
            print(f"{count} regions x {households} households: {size:.0f} MiB, made in {time.perf_counter() - began:.0f} s", flush=True)
            one = run("reading 1", root)
            shutil.rmtree(root / ".cache")
            stopped = started(f"reading {os.cpu_count()}", root)
            time.sleep(one["seconds"] / 4 + 2)
            stopped.kill()
            stopped.communicate()
            time.sleep(3)  # its readers end with the file they are at
            print(f"  killed in the middle, {kept(root)} of {count} files kept; gone on:", flush=True)
            run(f"reading {os.cpu_count()}", root)
            shutil.rmtree(root / ".cache")
            every = run(f"reading {os.cpu_count()}", root)
            pace = count * households / every["seconds"]
            print(f"  {pace:.0f} households a second, {one['seconds'] / every['seconds']:.2f} x one core", flush=True)
            run("opened 1", root)
            run("written 0", root)
            bad = next((root / "data" / "raw" / PERIOD).glob("SINTETIS_EHRA*.xlsx"))
            bad.write_bytes(b"PK" + bytes(SMALLEST))
            print("  one bad workbook:", flush=True)
            run("opened 0", root)


SMALLEST = 100_000
"""Bytes of the bad workbook: as large as a survey."""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(*map(int, sys.argv[1:]))
