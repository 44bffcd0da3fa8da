"""Households that do not exist: drawn for a region so that the weighted access shares land on given margins.

Nothing here is a finding. Rates, strata, sizes and answers are invented; what is real is in scenarios.csv's note.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import NamedTuple

import numpy as np
import pandas as pd

from sanlib.reference import codebook, conditions, reference_tables
from sanlib.reference.codebook import Codebook, Field

PER_DESA = 40
STRATA = np.array([0.35, 0.35, 0.2, 0.1])  # share of desa in strata 0-3 [invented]
RISK = np.array([0.4, 1.0, 1.7, 2.8])  # how much worse than average a stratum is [invented]
NO_SUCH_KECAMATAN = 91  # codes from here on are not in use, so that an invented desa is nobody's


class Facility(NamedTuple):
    """A place to defecate as D.1 and D.3, the 2015 class it falls in, and its share of that class in town and country."""

    place: str
    toilet: str | None
    tier: str
    town: float
    country: float


FACILITIES = (  # [invented shares]
    Facility("1", "1", "layak", 8, 0),
    Facility("1", "2", "layak", 12, 8),
    Facility("1", "3", "layak", 72, 62),
    Facility("2", "3", "layak", 8, 8),
    Facility("1", "4", "layak", 0, 22),
    Facility("1", "4", "dasar", 55, 0),
    Facility("3", "3", "dasar", 15, 30),
    Facility("1", "5", "dasar", 20, 45),
    Facility("1", "6", "dasar", 10, 25),
    Facility("1", "7", "babs", 50, 40),
    Facility("4", None, "babs", 50, 60),
)


def scenarios() -> pd.DataFrame:
    """A sample workbook per row: region, period, format, seed and the margins it is drawn to."""
    with (resources.files(__package__) / "scenarios.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype={"region_code": str})


def frame(scenario) -> pd.DataFrame:
    """Every desa of the region: code, name, stratum, urban or rural, households (sum as in scenarios.csv), sampled."""
    rng = np.random.default_rng(int(scenario.region_code))  # the same desa and strata in both periods
    desa = _kelurahan_blitar() if scenario.region_code == "3572" else _invented(scenario)
    count = len(desa)
    stratum = rng.permutation(np.repeat(range(len(STRATA)), _apportion(STRATA, count)))
    size = np.where(stratum > 1, 0.8, 1.2) * rng.uniform(0.6, 1.4, count)
    rural = rng.permutation(count) < count * scenario.rural / 100
    risk = RISK[stratum] * rng.lognormal(0, 0.8, count).clip(0.2, 3.5)  # neighbours are alike, so that the design effect is above 1
    desa = desa.assign(
        stratum=stratum.astype(str),
        risk=risk / np.average(risk, weights=size),
        households=_apportion(size, scenario.frame_households),
        urban_rural=np.where(rural, "1", "2"),
    )
    return desa.assign(sampled=_sampled(desa["stratum"].to_numpy(), scenario.sampled_desa, rng))


def _kelurahan_blitar() -> pd.DataFrame:
    listed = reference_tables.table("survey/kelurahan_kota_blitar.csv")
    return pd.DataFrame({"desa": listed["kode_kemendagri"], "desa_name": listed["kelurahan"], "kecamatan_name": listed["kecamatan"]})


def _invented(scenario) -> pd.DataFrame:
    region = _KEMENDAGRI[scenario.region_code]
    kecamatan = NO_SUCH_KECAMATAN + np.arange(scenario.frame_desa) // 10
    number = np.arange(scenario.frame_desa) % 10 + 1
    return pd.DataFrame(
        {
            "desa": [f"{region}.{k}.{1000 + n}" for k, n in zip(kecamatan, number, strict=True)],
            "desa_name": [f"Desa Sintetis {k}-{n:02d}" for k, n in zip(kecamatan, number, strict=True)],
            "kecamatan_name": [f"Kecamatan Sintetis {k}" for k in kecamatan],
        }
    )


_KEMENDAGRI = {"3506": "35.06", "3574": "35.74", "7308": "73.09"}


def _apportion(weights, total: int) -> np.ndarray:
    """Whole numbers in proportion to the weights that add up to the total (largest remainders)."""
    exact = np.asarray(weights, dtype=float) / np.sum(weights) * total
    whole = np.floor(exact).astype(int)
    whole[np.argsort(whole - exact, kind="stable")[: total - whole.sum()]] += 1
    return whole


def _sampled(stratum: np.ndarray, count: int, rng) -> np.ndarray:
    """At least two desa of every stratum, the rest in proportion."""
    strata, sizes = np.unique(stratum, return_counts=True)
    take = np.minimum(sizes, 2) + _apportion(sizes - np.minimum(sizes, 2) + 1e-9, count - np.minimum(sizes, 2).sum())
    order = rng.permutation(len(stratum))
    rank = pd.Series(stratum[order]).groupby(stratum[order]).cumcount().to_numpy()
    chosen = np.zeros(len(stratum), dtype=bool)
    chosen[order] = rank < take[np.searchsorted(strata, stratum[order])]
    return chosen


def answers(scenario, desa: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """One respondent per row with every item of the form as text, 0/1 or number, skips respected, nothing wrong yet."""
    rng = np.random.default_rng(scenario.seed)
    chosen = desa[desa["sampled"]].loc[lambda rows: rows.index.repeat(PER_DESA)].reset_index(drop=True)
    drawn = _identity(chosen)
    drawn = drawn.assign(**_facilities(scenario, desa, chosen, rng), **_waste(scenario, len(chosen), rng))
    for item in book.items.itertuples():
        fields = [field for field in book.columns() if field.code == item.code and field.name not in drawn]
        if fields:
            asked = conditions.holds(item.asked_if, drawn)
            drawn = drawn.assign(**_item(item, fields, asked, drawn, scenario, rng))
    return drawn[[field.name for field in book.columns()]]


def _identity(chosen: pd.DataFrame) -> pd.DataFrame:
    province, region, kecamatan, desa = (chosen["desa"].str.split(".").str[part] for part in range(4))
    serial = (np.arange(len(chosen)) % PER_DESA + 1).astype(str)
    serial = pd.Series(serial).str.zfill(2)
    return pd.DataFrame(
        {
            "ID.1": province,
            "ID.2": region,
            "ID.3": kecamatan,
            "ID.4": desa,
            "ID.5": chosen["stratum"],
            "ID.6": chosen["urban_rural"],
            "ID.7": serial.map(lambda n: f"{(int(n) - 1) // 5 + 1:02d}01"),
            "ID.8": serial,
            "ID.9": province + region + kecamatan + desa + chosen["stratum"] + serial,
        }
    )


def _facilities(scenario, desa: pd.DataFrame, chosen: pd.DataFrame, rng) -> dict[str, list]:
    """D.1 and D.3 by systematic quota, so that the weighted shares of layak, dasar and BABS land on the margins."""
    risk = (chosen["risk"] / np.average(desa["risk"], weights=desa["households"])).to_numpy()
    tiers = np.column_stack([risk * scenario.dasar, risk * scenario.babs]).clip(max=60) / 100
    shares = {"dasar": tiers[:, 0], "babs": tiers[:, 1], "layak": 1 - tiers.sum(axis=1)}
    weight = np.array([[f.country if rural else f.town for f in FACILITIES] for rural in chosen["urban_rural"].eq("1")], dtype=float)
    for tier, share in shares.items():
        own = np.array([f.tier == tier for f in FACILITIES])
        weight[:, own] = weight[:, own] / weight[:, own].sum(axis=1, keepdims=True) * share[:, None]
    picked = _systematic(weight, rng)
    return {"D.1": [FACILITIES[number].place for number in picked], "D.3": [FACILITIES[number].toilet for number in picked]}


def _systematic(shares: np.ndarray, rng) -> np.ndarray:
    """One class per row so that every class's running count stays within one of its expected count."""
    due, picked = rng.uniform(0, 1, shares.shape[1]) - 0.5, []
    for share in shares:
        due = due + share
        picked.append(int(due.argmax()))
        due[picked[-1]] -= 1
    return np.array(picked)


PATTERNS = {"AD": "served", "D": "served", "ABD": "served", "E": "own", "F": "own", "CF": "own", "J": "own", "EJ": "own"}


def _waste(scenario, count: int, rng) -> dict[str, np.ndarray]:
    """C.4 by pattern of letters: taken away (D) for the served, otherwise burnt, buried, composted or dumped."""
    served = np.array([kind == "served" for kind in PATTERNS.values()])
    chance = np.where(served, scenario.served / served.sum(), (100 - scenario.served) / (~served).sum()) / 100
    pattern = np.array(list(PATTERNS))[rng.choice(len(PATTERNS), count, p=chance)]
    return {f"C.4.{letter}": np.array([float(letter in letters) for letters in pattern]) for letter in "ABCDEFGHIJ"}


def _item(item, fields: list[Field], asked: np.ndarray, drawn: pd.DataFrame, scenario, rng) -> dict[str, np.ndarray]:
    special = _SPECIAL.get(item.code)
    if special:
        return special(fields, asked, drawn, scenario, rng)
    if fields[0].kind == "tick":
        return _ticks(item, fields, asked, rng)
    return {field.name: _where(asked, _drawn(field, len(drawn), rng)) for field in fields}


def _where(asked: np.ndarray, values) -> np.ndarray:
    return np.where(asked, np.asarray(values, dtype=object), None)


def _ticks(item, fields: list[Field], asked: np.ndarray, rng) -> dict[str, np.ndarray]:
    """Each letter three times in ten, at least the first one; the letter that means "none" stands alone."""
    ticks = rng.uniform(size=(len(asked), len(fields))) < 0.3
    ticks[~ticks.any(axis=1), 0] = True
    alone = [field.part for field in fields].index(item.alone) if item.alone else None
    if alone is not None:
        ticks[:, alone] = False
        none = rng.uniform(size=len(asked)) < 0.1
        ticks[none] = False
        ticks[none, alone] = True
    return {field.name: _where(asked, ticks[:, place].astype(float)) for place, field in enumerate(fields)}


def _drawn(field: Field, count: int, rng) -> np.ndarray:
    if field.kind == "single":
        return rng.choice(np.array(field.options), count, p=_chances(field))
    if field.kind == "text":
        return np.full(count, "2023-05-01" if field.name == "A.1" else "45 menit", dtype=object)
    middle, spread, step = _NUMBERS[field.name]
    steps = np.round(rng.normal(middle, spread, count).clip(middle / 4, middle * 2) / step)
    return np.round(np.maximum(step, steps * step), 1)


_NUMBERS = {  # middle, spread, step [invented]
    "A.7": (1.2, 0.5, 1),
    "A.8.L": (2, 0.8, 1),
    "A.8.P": (2, 0.8, 1),
    "B.1": (42, 12, 1),
    "B.3": (120, 50, 5),
    "B.7": (2500000, 800000, 50000),
    "B.11": (18, 9, 1),
    "C.1": (1.5, 0.6, 0.1),
    "C.12": (15000, 5000, 1000),
}


@functools.cache
def _margins() -> pd.DataFrame:
    with (resources.files(__package__) / "margins.csv").open(encoding="utf-8") as stream:
        return pd.read_csv(stream, dtype={"item": str, "option": str})


def _chances(field: Field) -> np.ndarray:
    """The weights of margins.csv; an item it does not name falls off by half from option to option."""
    rows = _margins().query("item == @field.code").set_index("option")["weight"]
    weights = rows.reindex(field.options).fillna(0) if len(rows) else 0.5 ** np.arange(len(field.options))
    return np.asarray(weights, dtype=float) / np.sum(weights)


def _children(fields, asked, drawn, _scenario, rng) -> dict[str, np.ndarray]:
    """None, one or (seldom) two of each group, never more than the house holds beside the respondent."""
    counts = (rng.uniform(size=(len(drawn), len(fields))) < 0.12).astype(float)
    before = drawn[[name for name in drawn if name.startswith("B.13.")]].fillna(0).sum(axis=1).to_numpy(dtype=float)
    room = drawn[["A.8.L", "A.8.P"]].sum(axis=1).to_numpy(dtype=float) - 1 - before
    counts[counts.cumsum(axis=1) > room[:, None]] = 0
    return {field.name: _where(asked, counts[:, place]) for place, field in enumerate(fields)}


def _emptied(_fields, asked, drawn, scenario, rng) -> dict[str, np.ndarray]:
    """D.12: a share of the tanks with a manhole was emptied; one without never was."""
    manhole = drawn["D.9"].eq("1").to_numpy() & (rng.uniform(size=len(drawn)) < scenario.emptied / 80)
    return {"D.12": _where(asked, np.where(manhole, rng.choice(list("1234"), len(drawn), p=[0.5, 0.2, 0.2, 0.1]), "5"))}


def _collected(fields, asked, drawn, _scenario, rng) -> dict[str, np.ndarray]:
    """C.8: how often it is fetched, of those whose waste is fetched."""
    return {"C.8": _where(asked & drawn["C.4.D"].eq(1).to_numpy(), _drawn(fields[0], len(drawn), rng))}


def _toddlers(_fields, _asked, drawn, _scenario, _rng) -> dict[str, np.ndarray]:
    small = [name for name in drawn if name.endswith((".U0_1", ".U2_4"))]
    return {"D.16": np.where(drawn[small].fillna(0).sum(axis=1) > 0, "1", "2").astype(object)}


_SPECIAL = {"B.13": _children, "B.14": _children, "C.8": _collected, "D.12": _emptied, "D.16": _toddlers}


def load(scenario, book: Codebook | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The frame and the sound answers of one scenario."""
    book = book or codebook.load()
    desa = frame(scenario)
    return desa, answers(scenario, desa, book)
