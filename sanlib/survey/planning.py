"""Planning a survey: from a list of desa, or from the number of households alone."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import scipy

from sanlib import reading, words
from sanlib.estimation import estimate, sampling
from sanlib.estimation.design import ASSUMED_ICC
from sanlib.households import weights
from sanlib.project import folders, schema
from sanlib.project.binding import bound
from sanlib.project.tables_taken import takes
from sanlib.reference import regions, sources
from sanlib.survey import survey_achievements
from sanlib.survey.survey_tables import credited, named

CLUSTERING_SHOWN = ("domain", "ladder", "indicator", "n", "desa_sampled", "deff", "icc")
POPULATIONS = (100, 500, 1_000, 5_000, 10_000, 50_000, 100_000, 500_000)
MOST_DESA = 5_000


@bound
def desa_frame(period: str, region: str | None = None, root=None) -> pd.DataFrame:
    """The lists of desa in a period's folder, one row per desa: desa, stratum, households, ...; none gives no rows.

    region: name or BPS code keeps one. A list needs the headers of frame_headers.csv: kode desa, strata, jumlah KK.

    >>> len(san.plan.frame("contoh-2023", "Kab. Kediri"))
    40
    """
    folder = folders.raw(period)
    books = [reading.open_book(path) for path in sorted(folder.iterdir()) if sources.is_workbook(path) and path.suffix.lower() != ".sav"]
    frame, _ = weights.as_one([weights.read_frame(book) for book in books if weights.is_frame(book)])
    listed = regions.table().query("kemendagri_code != ''")
    code = frame["desa"].astype(str).str.slice(0, 5).map(dict(zip(listed["kemendagri_code"], listed["region_code"], strict=True)))
    frame = frame.assign(region_code=code)
    return frame if region is None else frame[code.isin(regions.candidates(region))].reset_index(drop=True)


@takes("frame")
@bound
def frame_sentence(frame: pd.DataFrame, lang: str | None = None) -> str:
    """What a list of desa holds: desa, strata, households, and whether it is synthetic; or that there is none.

    >>> san.say.frame(frame)
    'Daftar desa: 40 desa, 4 strata, 64.000 KK (SINTETIS_daftar_desa_Kab_Kediri_2023.csv). [DATA SINTETIS: bukan
    temuan]'
    """
    if not len(frame):
        return words.label("plan.no_frame")
    said = words.label(
        "plan.frame",
        desa=words.number(len(frame), 0),
        strata=frame["stratum"].nunique(),
        households=words.number(frame["households"].sum(), 0),
        files=", ".join(sorted(set(frame["file"]))),
    )
    return said + (f" [{words.label('synthetic')}]" if frame["synthetic"].any() else "")


@takes("achievements", columns=("region", "base_unit", "base"))
def sample_sizes(achievements: pd.DataFrame | None = None, populations=POPULATIONS) -> pd.DataFrame:
    """Households to ask by Krejcie-Morgan, one row per region of `achievements` whose number of households is known.

    Without any, one row per size in `populations`. Columns: domain, households (in all), n (to ask). Simple random
    sampling, error 5 points, 95 %: a survey by desa needs more (`plan.sample_for_interval`).

    >>> san.plan.sample_sizes(populations=[1000, 100000])["n"].tolist()
    [278, 383]
    """
    known = _known_households(achievements)
    rows = known if len(known) else [("", size, False) for size in populations]
    sizes = [(name, size, sampling.krejcie_morgan(int(size)), fake) for name, size, fake in rows]
    table = pd.DataFrame(sizes, columns=["domain", "households", "n", "synthetic"])
    return schema.marked(table[["domain", "households", "n"]], schema.synthetic(table))


def _known_households(achievements: pd.DataFrame | None) -> list[tuple[str, float, bool]]:
    """Region, households, and whether that number is synthetic."""
    if achievements is None or not len(achievements):
        return []
    counted = achievements[achievements["base_unit"].eq("KK") & achievements["base"].ge(1)]
    known = counted.assign(synthetic=schema.synthetic(counted)).groupby("region", sort=False)
    return list(known.agg(base=("base", "max"), synthetic=("synthetic", "any")).round({"base": 0}).itertuples(name=None))


@takes("frame")
def allocations(frame: pd.DataFrame, needed: int | None = None, expected_pct=None, **sizes) -> pd.DataFrame:
    """The desa to draw in each stratum under each way of dividing them, side by side.

    One row per stratum: stratum, desa, households, then desa_<way> for proportional, equal and, where expected shares
    by stratum are given (`expected_pct`, 0-100), neyman. `needed` and the `sizes` as `plan.allocate`. An empty list of desa
    gives no rows.

    >>> san.plan.allocations(frame).columns.tolist()
    ['stratum', 'desa', 'households', 'desa_proportional', 'desa_equal', 'synthetic']
    """
    ways = [way for way in sampling.ALLOCATIONS if way != sampling.NEYMAN or expected_pct]
    if not len(frame):
        return pd.DataFrame(columns=["stratum", "desa", "households", *(f"desa_{way}" for way in ways)])
    plans = {way: sampling.allocate(frame, needed=needed, how=way, expected_pct=expected_pct, **sizes) for way in ways}
    table = plans[sampling.PROPORTIONAL][["stratum", "desa", "households"]]
    return table.assign(
        **{f"desa_{way}": plan["desa_sampled"] for way, plan in plans.items()},
        synthetic=bool(frame["synthetic"].any()) if "synthetic" in frame else False,
    )


def plan_options(
    share_pct: float, desa=(10, 15, 20, 30, 40), per_desa=(20, 40), strata: int = 4, icc: float = ASSUMED_ICC, level: float = 0.95
) -> pd.DataFrame:
    """The interval of an expected share under several sizes: more desa narrow it, more neighbours of one desa hardly do.

    One row per desa x per_desa: desa_sampled, per_desa, n, deff, n_eff, low_pct, high_pct, width_pp, assumption. Sizes
    with no more desa than strata are left out: they leave no degree of freedom. `share_pct` is the share expected (0-100),
    `icc` how alike the households of a desa are, `level` the certainty of the interval (0.95).

    >>> san.plan.options(92, desa=(15, 30), per_desa=(40,))[["n", "width_pp"]].round(1).values.tolist()
    [[600.0, 9.0], [1200.0, 5.8]]
    """
    plans = [
        sampling.planned_interval(share_pct, count, strata, size, icc=icc, level=level).assign(desa_sampled=count, per_desa=size)
        for size in per_desa
        for count in desa
        if count > strata
    ]
    columns = ["desa_sampled", "per_desa", "n", "deff", "n_eff", "low_pct", "high_pct", "width_pp", "assumption"]
    return pd.concat(plans, ignore_index=True)[columns] if plans else pd.DataFrame(columns=columns)


def sample_for_interval(
    share_pct: float,
    width_pp: float,
    strata: int = 4,
    per_desa: int = 40,
    icc: float = ASSUMED_ICC,
    level: float = 0.95,
    assurance: float | None = None,
) -> pd.DataFrame:
    """The smallest number of desa whose expected interval is no wider than wanted: one row, as `plan.options`.

    About 4 of 10 surveys of that size come out wider, since a survey estimates its own error; `assurance` (0.8: 8 of 10
    surveys) asks for enough desa that this share of surveys keeps the width. The row then holds it as `assurance`.
    share_pct: expected share, 0-100; width_pp: widest interval wanted, points from end to end; strata, per_desa (households
    asked in each desa), icc and level as `plan.options`. Raises ValueError where
    not even 5,000 desa would do, or where the assurance is not between 0.5 and 1.

    >>> san.plan.sample_for_interval(92, width_pp=6)["desa_sampled"].tolist()
    [29]
    """
    if assurance is not None and not 0.5 <= assurance < 1:
        raise ValueError(f"assurance={assurance}: expected a share of surveys from 0.5 to below 1, such as 0.8")

    def too_wide(desa):
        return _width(share_pct, desa, strata, per_desa, icc, level, assurance) > width_pp

    few, many = strata, 2 * strata + 2
    while too_wide(many):
        few, many = many, 2 * many
        if many > MOST_DESA:
            raise ValueError(f"width_pp={width_pp}: not reached with {MOST_DESA} desa of {per_desa} households")
    while many - few > 1:  # the width only falls as desa are added
        middle = (few + many) // 2
        few, many = (middle, many) if too_wide(middle) else (few, middle)
    found = plan_options(share_pct, (many,), (per_desa,), strata, icc, level)
    return found if assurance is None else found.assign(assurance=assurance)


def _width(share_pct, desa, strata, per_desa, icc, level, assurance=None) -> float:
    deff = 1 + (per_desa - 1) * icc
    if assurance is not None:
        deff *= _variance_allowance(share_pct / 100, desa, strata, per_desa, deff, assurance)
    return float(sampling.planned_interval(share_pct, desa, strata, per_desa, deff=deff, level=level)["width_pp"].iloc[0])


def _variance_allowance(share, desa, strata, per_desa, deff, assurance) -> float:
    """How much larger than the true one the variance comes out at most, in `assurance` of all surveys.

    The log of a variance estimated on desa - strata degrees of freedom, its spread widened by the excess kurtosis of the
    desa's shares (a beta distribution with the same mean and variance): near 0 and 100 % one odd desa decides it.
    """
    together = max(per_desa / deff - 1, 1e-6)  # a + b of the beta distribution with variance p (1 - p) deff / per_desa
    a, b = share * together, (1 - share) * together
    kurtosis = 6 * ((a - b) ** 2 * (together + 1) - a * b * (together + 2)) / (a * b * (together + 2) * (together + 3))
    spread = math.sqrt(2 / (desa - strata) + max(kurtosis, 0) / desa) if a * b else 0.0
    return math.exp(scipy.special.ndtri(assurance) * spread)


@bound
def plan_sentence(options: pd.DataFrame, share_pct: float, lang: str | None = None) -> str:
    """The narrowest and the widest interval among the sizes of `plan.options`, in a sentence.

    >>> san.say.options(san.plan.options(92), 92)
    'Kalau bagian yang sebenarnya sekitar 92%: selang terlebar 10 desa (200 rumah tangga): 82,7–97,2%; tersempit 40
    desa (1.600 rumah tangga): 89,3–94,2%.'
    """
    if not len(options):
        return words.label("no_data")
    ordered = options.sort_values("width_pp", kind="stable")
    parts = [
        words.label(
            "plan.option",
            desa=words.number(row.desa_sampled, 0),
            n=words.number(row.n, 0),
            low=words.number(row.low_pct, 1),
            high=words.number(row.high_pct, 1),
        )
        for row in (ordered.iloc[-1], ordered.iloc[0])
    ]
    return words.label("plan.options", share=words.number(share_pct, None), few=parts[0], many=parts[1])


@bound
def needed_sentence(needed: pd.DataFrame, share_pct: float, width_pp: float, lang: str | None = None) -> str:
    """How many desa and households the wanted interval needs, in a sentence, with what is assumed.

    >>> san.say.sample_for_interval(san.plan.sample_for_interval(92, 6), 92, 6).split(";")[0]
    'Agar selang di sekitar 92% tidak lebih lebar dari 6 poin, perlu 29 desa, 1.160 rumah tangga (40 per desa):
    88,7–94,6%. Asumsi: icc = 0,05, deff = 2,95. Itu lebar yang diharapkan: sekitar 4 dari 10 survei sebesar itu
    menghasilkan selang yang lebih lebar'
    """
    row = needed.iloc[0]
    figures = {
        name: words.number(value, None)
        for name, value in (("share", share_pct), ("width", width_pp), ("desa", row.desa_sampled), ("n", row.n), ("per_desa", row.per_desa))
    }
    limits = {name: words.number(row[f"{name}_pct"], 1) for name in ("low", "high")}
    said = words.label("plan.needed", assumption=words.with_decimal_sign(row.assumption), **figures, **limits)
    if "assurance" not in needed:
        return f"{said} {words.label('plan.expected_width')}"
    return f"{said} {words.label('plan.assured_width', percent=words.number(100 * row.assurance, None))}"


@takes("households")
@bound
def clustering(households: pd.DataFrame, indicators=None, root=None, **choices) -> pd.DataFrame:
    """How alike neighbours were in a survey at hand, for planning the next: one row per region and indicator.

    domain, ladder, indicator, n, desa_sampled, deff, icc = (deff - 1) / (mean households per desa - 1), the likeness
    that Kish's deff = 1 + (b - 1) icc would need; below 0 where strata gained more than neighbours cost. Blank at 0 %
    and 100 %. `indicators` (None: all) and `choices` as `survey.estimates`. No survey, no rows.

    >>> san.survey.clustering(households, "2020:layak")["desa_sampled"].tolist()
    [10, 21, 12, 10]
    """
    if not survey_achievements.can_estimate(households, **choices):
        return pd.DataFrame(columns=[*CLUSTERING_SHOWN, "synthetic", "source"])
    ready = survey_achievements.prepared(households, indicators, **choices)
    found = estimate.shares(ready.design, ready.names, "region_code", ready.among)
    desa = ready.design.households.groupby("region_code")["desa"].nunique()
    found = found.assign(desa_sampled=found["region_code"].map(desa))
    crowd = found["n"] / found["desa_sampled"]
    found["icc"] = np.where(crowd > 1, (found["deff"] - 1) / (crowd - 1).where(crowd > 1), np.nan)
    return credited(named(found, "region_code")[list(CLUSTERING_SHOWN)], ready.design.weighting, households)
