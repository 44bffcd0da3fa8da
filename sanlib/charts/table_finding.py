"""What heads a table in a notebook: one sentence computed from its rows, by the rules of `findings` where it is a table of gaps."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sanlib import words
from sanlib.charts import chart_rows, findings
from sanlib.judging import flags
from sanlib.printing.gap_sentences import verdict_count
from sanlib.printing.table_kinds import kind
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.project.problems import SEVERITIES, InputError
from sanlib.reference import regions
from sanlib.words.finding import Finding


@bound
def finding(table: pd.DataFrame | list[str], lang: str | None = None) -> Finding:
    """What a table says, in one sentence that a notebook sets as a heading; of an empty one, that there is nothing.

    Gaps of one region: the miss that concerns most households, then the one due first. Of several: how many are met. Any other
    table by the rule of its columns; a list of sentences is joined. A table that has no rule is refused.

    >>> print(san.say.finding(san.choose(gaps, region="Kota Blitar", indicator="pengurangan")))
    Kota Blitar 2023: pengurangan sampah kurang 11,31 poin (3.167 ton) dari target Jakstranas 2023.
    """
    if isinstance(table, list) and all(isinstance(said, str) for said in table):
        return Finding(" ".join(table))
    rule = _rule(table) if isinstance(table, pd.DataFrame) else None
    if rule is None:
        raise InputError("table_without_finding", value=type(table).__name__, known=", ".join(_BY_KIND))
    return Finding(rule(table))


def _rule(table: pd.DataFrame) -> Callable[[pd.DataFrame], str] | None:
    """The rule of a table's kind, else of its columns; an empty table without one has nothing to say."""
    found = kind(table)
    if found is not None and found.name in _BY_KIND:
        return _BY_KIND[found.name]
    own = next((rule for columns, rule in _BY_COLUMNS if set(columns) <= set(table.columns)), None)
    if own or len(table):
        return own or (_closings if words.label("pack.closing.said") in table else _covariances if _square(table) else None)
    return lambda _table: words.label("report.nothing")


def _square(table: pd.DataFrame) -> bool:
    return list(table.index) == list(table.columns)


def _said(key: str, table: pd.DataFrame, **facts) -> str:
    """A sentence on a table's rows; one of an empty table says that there is nothing."""
    return findings.marked(words.label(key, **facts), table) if len(table) else words.label("report.nothing")


def _gaps(table: pd.DataFrame) -> str:
    if not len(table):
        return words.label("report.nothing")
    return findings.region(table) if table["region_code"].nunique() == 1 else findings.marked(verdict_count(table), table)


def _problems(table: pd.DataFrame) -> str:
    if not len(table):
        return words.label("find.problems.none")
    counts = {severity: int(table["severity"].eq(severity).sum()) for severity in SEVERITIES}
    return words.label("find.problems", files=table["file"].nunique(), **counts)


def _flags(table: pd.DataFrame) -> str:
    if not len(table):
        return words.label("find.flags.none")
    first = _most(table["flag"])
    most = words.label("find.flags.most", flag=chart_rows.reasons(first), count=int(table["flag"].eq(first).sum())) if first else ""
    facts = {"total": len(table), "rows": flags.rows_of_summary(table), "veto": int(table["veto"].eq("yes").sum())}
    return words.label("find.flags", **facts, conditional=_conditional(table), most=most)


def _conditional(table: pd.DataFrame) -> str:
    """How many of the flags withhold a verdict on a condition, by condition."""
    counts = table.loc[table["veto"].eq("if"), "flag"].value_counts(sort=False)
    each = [(words.label(f"veto.if.{flag}"), int(count)) for flag, count in counts.items()]
    return "".join(words.label("find.flags.if", condition=condition, count=count) for condition, count in each)


def _most(values: pd.Series) -> str:
    """What occurs most often; "" where several do."""
    counts = values.value_counts()
    first = counts[counts.eq(counts.max())]
    return str(first.index[0]) if len(first) == 1 else ""


def _sources(table: pd.DataFrame) -> str:
    counts = {name: int(table["kind"].eq(name).sum()) for name in ("transcribed", "synthetic")}
    return words.label("find.sources", files=len(table), undated=int(table["export_date"].eq("").sum()), **counts)


def _achievements(table: pd.DataFrame) -> str:
    """Which regions of the report have a figure in the newest period of the table."""
    newest = chart_rows.latest(table)
    there = set(table.loc[table["period"].eq(newest), "region_code"])
    wanted = regions.reported_on(table)
    absent = wanted.loc[~wanted["region_code"].isin(there), "region"]
    named = words.label("find.figures.absent", regions=", ".join(absent)) if len(absent) else ""
    return _said("find.figures", table, period=newest, count=len(wanted) - len(absent), total=len(wanted), absent=named)


def _pace(table: pd.DataFrame) -> str:
    """Which targets a pace surely meets in time: by its whole interval, within the years a line may be followed."""
    met = table["reach"].eq(schema.TERCAPAI)
    early, middle, late = (table[name].le(table["target_year"]) for name in ("reach_low", "reach_year", "reach_high"))
    sure = late & table["reach"].eq("") & ~met
    counts = {"met": met, "sure": sure, "maybe": (early | middle) & ~sure & ~met}
    return _said("find.pace", table, total=len(table), **{name: int(rows.sum()) for name, rows in counts.items()})


def _presented(table: pd.DataFrame) -> str:
    told = table["presentation"].isin((schema.DITAHAN, schema.TANPA_DATA))
    return _said("find.presented", table, shown=int((~told).sum()), total=len(table), withheld=int(told.sum()))


def _estimates(table: pd.DataFrame) -> str:
    """Of one indicator whose interval lies wholly above whose; of several how many may be shown."""
    alone = len(table) and not table.duplicated("domain").any() and table["indicator"].nunique() == 1
    return findings.estimates(table) if alone else _presented(table)


def _pairs(table: pd.DataFrame) -> str:
    told = table["distinguishable"].eq(True)
    return _said("find.told", table, told=int(told.sum()), total=int(table["distinguishable"].notna().sum()))


def _clustering(table: pd.DataFrame) -> str:
    known = table["icc"].dropna()
    if not len(known):
        return words.label("report.nothing")
    return _said("find.clustering", table, low=words.number(known.min(), 3), high=words.number(known.max(), 3), count=len(known))


def _changes(table: pd.DataFrame) -> str:
    """The largest change between two runs that may be compared and that chance does not explain."""
    told = table[table["measure"].eq("capaian") & table["comparable"].astype(bool) & table["distinguishable"].isin(("ya", "hitungan"))]
    told = told[told["change_pp"].abs().ge(findings.STEP)]
    if not len(told):
        return words.label("find.moved.none") if len(table) else words.label("diff.none")
    row = told.loc[told["change_pp"].abs().idxmax()]
    facts = {"indicator": findings.inside(chart_rows.name(row["indicator"])), "change": words.signed(row["change_pp"], 2)}
    return _said("find.moved", table, region=row["region"], instrument=row["instrument"], **facts)


def _policies(table: pd.DataFrame) -> str:
    return _said("find.policies", table, total=len(table), missing=int(table["status"].eq("tidak terdokumentasi").sum()))


def _ranks(table: pd.DataFrame) -> str:
    """Who stands first most often, of the ranks that are sure."""
    lists = table.groupby(["period", "indicator", "instrument", "ladder"]).ngroups
    first = table.loc[table["rank_best"].eq(1) & table["rank_worst"].eq(1), "region"]
    most = _most(first) if len(first) else ""
    led = words.label("find.places.first", region=most, count=int(first.eq(most).sum())) if most else ""
    return _said("find.places", table, lists=lists, first=led)


def _weighting(table: pd.DataFrame) -> str:
    moved = table["difference_pp"].astype(float).abs()
    if not moved.notna().any():
        return words.label("report.nothing")
    row = table.loc[moved.idxmax()]
    facts = {"indicator": findings.inside(chart_rows.name(row["indicator"])), "points": words.number(moved.max(), 1)}
    return _said("find.weighting", table, region=row["domain"], **facts)


def _reconciled(table: pd.DataFrame) -> str:
    if not len(table):
        return words.label("find.unstated.none")
    return _said("find.unstated", table, feasible=int(table["feasible"].eq(True).sum()), total=len(table))


def _saved(table: pd.DataFrame) -> str:
    return _said("find.saved", table, count=len(table), regions=table["region"].nunique())


def _reasons(table: pd.DataFrame) -> str:
    """Which item adds most to the index in how many areas."""
    area = table.columns[0]
    known = table[table["part"].notna()]
    if not len(known):
        return words.label("report.nothing")
    top = known.loc[known.groupby(area, sort=False)["part"].idxmax(), "variable"]
    first = top.value_counts()
    return _said("find.reasons", table, item=first.index[0], count=int(first.iloc[0]), total=len(top))


def _profile(table: pd.DataFrame) -> str:
    return _said("find.profile", table, count=len(table), components=table["component"].nunique())


def _allocation(table: pd.DataFrame) -> str:
    told = {
        "desa": table["desa_sampled"].sum(),
        "households": table["households_sampled"].sum(),
        "low": table["raise"].min(),
        "high": table["raise"].max(),
    }
    return _said("find.allocation", table, **{name: words.number(value, 0) for name, value in told.items()})


def _sizes(table: pd.DataFrame) -> str:
    """The least sample of the smallest and of the largest population."""
    known = table[table["n"].notna() & table["households"].notna()].sort_values("households", kind="stable")
    if not len(known):
        return words.label("report.nothing")
    ends = [known.iloc[0], known.iloc[-1]]
    facts = {name: words.number(row["n"], 0) for name, row in zip(("least", "most"), ends, strict=True)}
    facts |= {name: words.number(row["households"], 0) for name, row in zip(("few", "many"), ends, strict=True)}
    return _said("find.sizes", known, **facts)


def _meanings(table: pd.DataFrame) -> str:
    return _said("find.meanings", table, count=len(table))


def _design(table: pd.DataFrame) -> str:
    first = {name: words.number(table[name].iloc[0], 0) for name in ("rows", "psus", "strata", "df")}
    return _said("find.design", table, **first)


def _closings(table: pd.DataFrame) -> str:
    """How many targets are not met, of the table as printed; where there is none, what it says."""
    if len(table.columns) == 1:
        return str(table.iloc[0, 0])
    return _said("find.closings", table, count=len(table), regions=table[words.label("region")].nunique())


def _covariances(table: pd.DataFrame) -> str:
    return words.label("find.covariances", count=len(table))


_BY_KIND = {
    "gaps": _gaps,
    "problems": _problems,
    "flags": _flags,
    "sources": _sources,
    "achievements": _achievements,
    "pace": _pace,
    "defined": _estimates,
    "estimates": _estimates,
    "totals": _presented,
    "differences": findings.contrasts,
    "changes": findings.contrasts,
    "ranks": findings.ranks,
    "clustering": _clustering,
    "tabulated": _presented,
    "pairs": _pairs,
    "diff": _changes,
}
_BY_COLUMNS = (
    (("policy", "evidence_source", "status"), _policies),
    (("rank_best", "rank_worst", "region"), _ranks),
    (("weighted_pct", "unweighted_pct", "difference_pp"), _weighting),
    (("target_set", "feasible", "miss_pp"), _reconciled),
    (("region", "sector", "file"), _saved),
    (("variable", "part", "risk_pct"), _reasons),
    (("component", "variable", "weight", "at_risk"), _profile),
    (("stratum", "desa_sampled", "households_sampled", "raise"), _allocation),
    (("domain", "households", "n"), _sizes),
    (("indicator", "meaning", "denominator"), _meanings),
    (("rows", "psus", "strata", "df"), _design),
)
"""Rules of the other tables a notebook shows, by the columns each is known by."""
