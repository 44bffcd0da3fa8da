"""A made-up country of 514 regions over seven years: SIPSN, Dinkes and BPS files with known faults among sound figures.

python tests/national.py prints, per rule that withholds, how many planted figures it finds and how many sound ones it hits; then
how many figures each note stands at.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from build import SIPSN_HEADER

from sanlib import official
from sanlib.judging import flags
from sanlib.periods import conflicting_figures
from sanlib.reference import regions

SEED, YEARS, BREAK = 514, range(2019, 2026), 2024
WASTE = ("pengurangan", "penanganan", "terkelola", "tidak_terkelola")
ACCESS = ("aman", "layak_sendiri", "layak_bersama", "layak", "belum_layak")
EACH = 12
"""Regions in which each kind of fault is planted."""
TRULY_ZERO = 3
"""Regions without a treatment plant: their aman is 0 in truth, and no number of theirs tells it from a blank entered as 0."""
ORDINARY = ("plain", "aman unreported", "no plant")
"""Groups whose waste is as any region's."""
DINKES_HEADER = (
    "Kabupaten/Kota",
    "Jumlah KK",
    "Akses Sanitasi Aman",
    "Akses Sanitasi Layak Sendiri",
    "Akses Sanitasi Layak Bersama",
    "KK dengan Akses Sanitasi Layak (%)",
)


class Country(NamedTuple):
    """Achievements of every file read, older exports they replaced, and the figures each rule must find."""

    achievements: pd.DataFrame
    superseded: pd.DataFrame
    planted: dict[str, set[tuple]]


class Regions(NamedTuple):
    """The regions by what is planted in them; each region is in one group."""

    groups: dict[str, list[str]]
    names: dict[str, str]
    every: list[str]


FAULTS = (
    "over",
    "landfill lost",
    "material copied",
    "handling copied",
    "sum broken",
    "rest moved",
    "page swapped",
    "aman shifted",
    "base jumped",
    "zero base",
)
SOUND = {"facilities only": 90, "all material": 15, "round numbers": 25, "tiny": 60, "late": 40}


def divided(draw: np.random.Generator) -> Regions:
    """Every kabupaten and kota in one group: pilots (whose population is known), one per fault, the kinds of sound reporters."""
    known = regions.table()
    level2 = known[known["kind"].ne("provinsi")]
    pilots = level2.loc[level2["pilot_batch"].ne(""), "region_code"].tolist()
    rest = [str(code) for code in draw.permutation(sorted(set(level2["region_code"]) - set(pilots)))]
    groups = {"pilot": pilots}
    zeros = (("aman unreported", EACH), ("no plant", TRULY_ZERO))
    for name, size in [*((fault, EACH) for fault in FAULTS), *SOUND.items(), *zeros]:
        groups[name], rest = sorted(rest[:size]), rest[size:]
    groups["plain"] = sorted(rest)
    return Regions(groups, regions.names(), sorted(level2["region_code"]))


def country(folder: Path, seed: int = SEED) -> Country:
    """The country's files written into a folder and read as any office's are."""
    draw = np.random.default_rng(seed)
    divided_regions, planted = divided(draw), defaultdict(set)
    paths = [
        _sipsn(folder, draw, divided_regions, planted),
        *_dinkes(folder, draw, divided_regions, planted),
        _bps(folder, draw, divided_regions),
    ]
    rows = [row for path in paths for row in official.read(path).rows]
    rows += official.read(_page(folder, draw, divided_regions, rows, planted)).rows
    settled = conflicting_figures.settle(rows)
    return Country(settled.current, settled.superseded, planted)


def _plant(planted, flag: str, instrument: str, year: int, code: str, names) -> None:
    planted[flag] |= {(str(year), instrument, code, name) for name in names}


def _wander(draw, start: float, low: float, high: float, step: float) -> list[float]:
    """A share over the years that wanders by a fifth or so of itself a year."""
    values = [start]
    while len(values) < len(YEARS):
        values.append(float(np.clip(values[-1] * (1 + draw.normal(0, step)), low, high)))
    return values


def _group(where: Regions, code: str) -> str:
    return next(name for name, codes in where.groups.items() if code in codes)


def _sipsn(folder: Path, draw, where: Regions, planted) -> Path:
    lines = [SIPSN_HEADER]
    for code in where.every:
        group = _group(where, code)
        lines += [_sipsn_line(where.names[code], year, amounts) for year, amounts in _waste(draw, group, code, planted)]
    return _write(folder / "sipsn_nasional.csv", lines)


def _waste(draw, group: str, code: str, planted):
    """(year, A, B, C, B+C as printed, D, E) of one region's reports."""
    bases = np.exp(draw.normal(11.3, 0.9)) * np.cumprod(1 + draw.normal(0.01, 0.015, len(YEARS)))
    tiny = group in ("tiny", "facilities only", "all material")
    reduced = _wander(draw, draw.uniform(0.0003, 0.02) if tiny else draw.uniform(0.03, 0.25), 0, 0.3, 0.2)
    handled = _wander(draw, draw.uniform(0.0005, 0.04) if tiny else draw.uniform(0.2, 0.65), 0, 0.66, 0.15)
    recycled, material = draw.uniform(0.2, 0.98), draw.uniform(0.01, 0.5)
    first = {"late": 3, "facilities only": 5}.get(group, 0)
    for i, year in enumerate(YEARS):
        if i < first or (group in ORDINARY and draw.random() < 0.1):
            continue
        a = round(float(bases[i]), 2)
        b, c = round(a * reduced[i], 2), round(a * handled[i], 2)
        if group == "round numbers":
            a, b, c = round(a, -3), max(round(b, -2), 100.0), max(round(c, -2), 200.0)
        if year >= BREAK and group != "facilities only":
            b, c = round(b * 0.01, 2), round(c + 0.95 * b, 2)
        d, e = round(b * recycled, 2), round(c * material, 2)
        if group == "facilities only":
            b, d, e = 0.0, 0.0, c
        if group == "all material":
            d, e = 0.0, c
        yield year, _faulty(group, year, code, planted, a, b, c, round(b + c, 2), d, e)
        _method(planted, code, year)


def _method(planted, code: str, year: int) -> None:
    if year == BREAK:
        _plant(planted, "patahan_metode", "SIPSN", year, code, ("pengurangan", "penanganan", "daur_ulang"))


def _faulty(group: str, year: int, code: str, planted, a, b, c, whole, d, e):
    """The year's amounts with the fault of the region's group, planted in 2022 (a copy lasts one year)."""
    if group == "landfill lost" and year == BREAK:
        _plant(planted, "kolom_kembar", "SIPSN", year, code, (*WASTE[1:], "bahan_baku"))
        _plant(planted, "anjlok_saat_patahan", "SIPSN", year, code, WASTE[2:])
        return a, b, e, round(b + e, 2), d, e
    if year != 2022:
        return a, b, c, whole, d, e
    if group == "over":
        _plant(planted, "bagian_mustahil", "SIPSN", year, code, WASTE)
        return a, round(a * 0.6 + b, 2), round(a * 0.5 + c, 2), round(a * 1.1 + b + c, 2), d, e
    if group == "material copied":
        _plant(planted, "kolom_kembar", "SIPSN", year, code, (*WASTE[1:], "bahan_baku"))
        return a, b, c, whole, d, c
    if group == "handling copied":
        _plant(planted, "kolom_kembar", "SIPSN", year, code, WASTE)
        return a, b, b, round(2 * b, 2), d, round(b * 0.3, 2)
    if group == "sum broken":
        _plant(planted, "jumlah_tidak_cocok", "SIPSN", year, code, WASTE)
        return a, b, c, c, d, e
    if group == "base jumped":
        _plant(planted, "basis_melompat", "SIPSN", year, code, (*WASTE, "daur_ulang", "bahan_baku"))
        _plant(planted, "basis_melompat", "SIPSN", year + 1, code, (*WASTE, "daur_ulang", "bahan_baku"))
        return round(a * 1.35, 2), round(b * 1.35, 2), round(c * 1.35, 2), round(1.35 * b, 2) + round(1.35 * c, 2), d, e
    return (0, 0, 0, 0, 0, 0) if group == "zero base" else (a, b, c, whole, d, e)


def _sipsn_line(name: str, year: int, amounts) -> tuple:
    a, b, c, whole, d, e = amounts
    shares = [round(100 * part / a, 2) if a else 0 for part in (b, c, whole)]
    shown = [f"{value:.2f}".rstrip("0").rstrip(".") for value in (a, b, shares[0], c, shares[1], whole, shares[2], d, e)]
    return (year, "X", name, *shown)


def _dinkes(folder: Path, draw, where: Regions, planted) -> list[Path]:
    years = {year: [("", f"PROFIL KESEHATAN TAHUN {year}"), DINKES_HEADER] for year in YEARS if year >= 2022}
    for code in where.every:
        for year, line in _households(draw, _group(where, code), code, where.names[code], planted):
            years[year].append(line)
    return [_write(folder / f"dinkes_{year}.csv", lines) for year, lines in years.items()]


def _households(draw, group: str, code: str, name: str, planted):
    base = np.exp(draw.normal(11.4, 0.8))
    population = dict(zip(*regions.table()[["region_code", "population"]].to_numpy().T, strict=False))[code]
    base = float(population) / 3.4 if population else base
    small = draw.random() < 0.4 and group != "aman shifted"
    first = (draw.uniform(0.0002, 0.02) if small else draw.uniform(0.08, 0.3), draw.uniform(0.2, 0.35), draw.uniform(0.001, 0.1))
    parts = [_wander(draw, start, 0, most, 0.15) for start, most in zip(first, (0.33, 0.41, 0.25), strict=False)]
    for i, year in enumerate(year for year in YEARS if year >= 2022):
        kk = round(base * 1.01**i)
        at = min(i, 1) if group == "aman shifted" else i  # a definition moves figures while nothing else does
        counts = [round(kk * part[at]) for part in parts]
        if group == "aman shifted" and year >= 2024:
            if year == 2024:
                _plant(planted, "definisi_bergeser", "Dinkes", year, code, ("aman",))
            counts = [round(counts[0] * 0.04), counts[1] + round(counts[0] * 0.96), counts[2]]
        if group == "no plant" or (group == "aman unreported" and year >= 2024):
            counts[0] = 0
        if group == "aman unreported" and year >= 2024:
            _plant(planted, "nol_mungkin_kosong", "Dinkes", year, code, ("aman",))
        if group == "pilot" and year == 2025 and population:
            _plant(planted, "jiwa_sebagai_kk", "Dinkes", year, code, ACCESS)
            _plant(planted, "basis_melompat", "Dinkes", year, code, ACCESS)
            kk, counts = round(float(population)), [round(3.4 * count) for count in counts]
        yield year, (name, kk, *counts, f"{100 * sum(counts) / kk:.2f}")


def _bps(folder: Path, draw, where: Regions) -> Path:
    head = "Persentase Rumah Tangga yang Memiliki Akses terhadap Sanitasi Layak (Persen)"
    lines = [("Kabupaten/Kota", head, head), ("", "2022", "2023")]
    for code in where.every:
        share = draw.uniform(40, 99)
        lines.append((where.names[code].removeprefix("Kab. "), f"{share:.2f}", f"{min(share + draw.normal(1, 1), 99.5):.2f}"))
    return _write(folder / "bps.csv", lines)


def _page(folder: Path, draw, where: Regions, rows: list[dict], planted) -> Path:
    """A public page that prints SIPSN's shares of 2023 for some regions, and another region's under the swapped ones."""
    shares = {
        (row["region_code"], row["indicator"]): row["value_pct"] for row in rows if row["period"] == "2023" and row["instrument"] == "SIPSN"
    }
    there = [code for code in (*where.groups["plain"][:80], *where.groups["page swapped"]) if (code, "penanganan") in shares]
    givers = dict(
        zip(where.groups["page swapped"], [code for code in where.groups["round numbers"] if (code, "penanganan") in shares], strict=False)
    )
    lines = [("Tahun", "Kabupaten/Kota", "Indikator", "Capaian (%)", "Instrumen", "Tangga", "Sumber")]
    for code in there:
        giver = givers.get(code, code)
        if giver != code:
            _plant(planted, "nilai_kembar", "Halaman publik", 2023, code, WASTE[:2])
        lines += [
            (2023, where.names[code], name, shares[giver, name], "Halaman publik", "timbulan", "halaman publik") for name in WASTE[:2]
        ]
    return _write(folder / "halaman.csv", lines)


def _write(path: Path, lines: list[tuple]) -> Path:
    path.write_text("\n".join(",".join(map(str, line)) for line in lines), encoding="utf-8")
    return path


def measured(made: Country) -> pd.DataFrame:
    """Per rule with a veto or a fault planted for it (contested figures are settled before any rule, tests/test_conflicting_figures.py): planted, found, missed, sound figures hit, precision, recall, hits per 1,000 sound."""
    found = flags.find(made.achievements, made.superseded)
    key = ["period", "instrument", "region_code", "indicator"]
    every = set(made.achievements[key].itertuples(index=False, name=None))
    rules = flags.rules()
    doubted = rules["veto"].ne("no") | rules["flag"].isin(made.planted)
    judged = [name for name in rules.loc[doubted, "flag"] if name not in (*flags.SAMPLE_FLAGS, flags.CONTESTED)]
    faulty = set().union(*made.planted.values())
    rows = []
    for name in judged:
        hit = set(found.loc[found["flag"].eq(name), key].itertuples(index=False, name=None))
        want = made.planted.get(name, set()) & every
        rows.append(
            (
                name,
                len(want),
                len(hit & want),
                len(want - hit),
                len(hit - want),
                len(hit - faulty),
                len(hit & want) / len(hit) if hit else np.nan,
                len(hit & want) / len(want) if want else np.nan,
                1000 * len(hit - faulty) / len(every - faulty),
            )
        )
    return pd.DataFrame(
        rows, columns=["flag", "planted", "found", "missed", "beyond", "sound_hit", "precision", "recall", "per_1000_sound"]
    )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        made = country(Path(place))
        print(f"{len(made.achievements)} figures, {made.achievements['region_code'].nunique()} regions")
        judged = measured(made).round(4)
        print(judged.to_string(index=False))
        raised = flags.find(made.achievements, made.superseded)["flag"]
        print(raised[~raised.isin(judged["flag"])].value_counts().to_string())
