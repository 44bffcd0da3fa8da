"""What a chart says: one sentence computed from the rows it draws, chosen by rules, never more than verdicts and intervals allow.

The rules, in the order in which they are tried; each is a function of finished rows:

- One region (`region`): the miss that concerns most households, else most tonnes, else most points; then the miss due first, where
  that is another. Without a miss how many targets are met, else that nothing can be determined or judged.
- Regions against a target (`regions`): who meets it among those that can be judged ("only" where one does and no other is
  undecided), then who is surely farthest from it.
- Regions in their places (`places`): of those that can be judged how many miss the target, province by province.
- Parts of a whole (`parts`): where the part that should be none is surely largest and smallest.
- Over the years (`changes`): the largest change within a run of figures that may be joined, outside its intervals and of STEP
  points or more; else that there is none.
- Pairs, and a survey's estimates, contrasts and ranks: what the intervals tell apart; else that they tell nothing apart.

A deficit counts once however many target sets name it: of an indicator and instrument the target that falls due first, of one
year the larger shortfall. What cannot be judged, is withheld or undecided, or stands on a base that jumped, is counted, never named as
ahead or behind. Synthetic rows say so first.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sanlib import words
from sanlib.charts import chart_rows
from sanlib.judging import flags, gap, sizes
from sanlib.project import schema
from sanlib.project.schema import BELUM, BELUM_PASTI, TERCAPAI, TIDAK_DINILAI
from sanlib.reference.targets import dated

PART = {"timbulan": "tidak_terkelola", "2020": "belum_layak", "2015": "babs", "rumah tangga": "dibuang"}
"""On each ladder the part of the whole that should be none."""
STEP = 0.1
"""Points: the step charts print shares by. What is smaller is seen by nobody and heads nothing, however sure it is."""
NAMED = 3
"""Provinces that a sentence names; of more it says how many."""


def marked(said: str, rows: pd.DataFrame) -> str:
    """A sentence on synthetic rows says so before anything else."""
    return f"[{words.label('synthetic')}] {said}" if schema.synthetic(rows).any() else said


def inside(name: str) -> str:
    """A name as it stands inside a sentence: "Akses layak" loses its capital, "BABS" keeps its own."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


# ---------------------------------------------------------------- one region against its targets


def deficits(rows: pd.DataFrame, each: Sequence[str] = ()) -> pd.DataFrame:
    """The misses of a region, one per indicator and instrument: the missed target that falls due first, of one year the larger.

    `each` names the column that tells one region from another, where the rows are of several.
    """
    missed = rows[rows["verdict"].eq(BELUM)].sort_values(["target_year", "shortfall_pp"], ascending=[True, False], kind="stable")
    return missed.drop_duplicates([*each, "indicator", "instrument"])


def weightiest(rows: pd.DataFrame) -> pd.DataFrame:
    """Misses by what they concern: households first, most first, then tonnes, then points."""
    order = ["shortfall_households", "shortfall_tonnes", "shortfall_pp"]
    return rows.sort_values(order, ascending=False, na_position="last", kind="stable")


def named_first(rows: pd.DataFrame) -> pd.DataFrame:
    """The misses that the sentence about a region names: the one that concerns most, then the one due first where that is earlier."""
    missed = deficits(rows)
    most, due = weightiest(missed).head(1), missed.head(1)
    return most if not len(missed) or due["target_year"].iloc[0] >= most["target_year"].iloc[0] else pd.concat([most, due])


def region(rows: pd.DataFrame) -> str:
    """One region's comparisons: the miss that concerns most, then the miss due first; else what is met; else what cannot be judged."""
    first = rows.iloc[0]
    facts = {"region": first["region"], "period": first["period"]}
    judged = rows[rows["target_pct"].notna()]
    if not len(judged):
        return marked(words.label("find.region.unstated", **facts), rows)
    named = [item(row) for _, row in named_first(judged).iterrows()]
    if named:
        said = words.label("find.region.short", **facts, item=named[0])
        return marked(said + "".join(words.label("find.region.first", item=due) for due in named[1:]) + ".", rows)
    count = {verdict: int(judged["verdict"].eq(verdict).sum()) for verdict in (TERCAPAI, BELUM_PASTI)}
    key = "met" if count[TERCAPAI] == len(judged) else "some" if count[TERCAPAI] else "unsure" if count[BELUM_PASTI] else "none"
    return marked(words.label(f"find.region.{key}", **facts, met=count[TERCAPAI], total=len(judged)), rows)


def item(row: pd.Series) -> str:
    """A miss in words: "akses aman kurang 39,62 poin (21.649 KK) dari target Visi 2045"; of a zero that is perhaps a blank it says so."""
    said, amount = sizes.said(row)
    miss = words.label(
        f"find.item.{row['direction']}",
        indicator=inside(chart_rows.name(row["indicator"])),
        points=said,
        unit=words.point_unit(said),
        amount=f" ({amount})" if amount else "",
        target=dated(row["target_set"], row["target_year"]),
    )
    return words.label("find.item.zero", item=miss) if flags.perhaps_blank(row) else miss


# ---------------------------------------------------------------- regions against one target


def regions(rows: pd.DataFrame) -> str:
    """Regions against one target, of the instrument that measured most of them: who meets it, and who is surely farthest from it."""
    rows = chart_rows.by_size(chart_rows.groups(rows))[0]
    first, fit = rows.iloc[0], rows[rows["verdict"].ne(TIDAK_DINILAI)]
    met, unsure = fit[fit["verdict"].eq(TERCAPAI)], int(fit["verdict"].eq(BELUM_PASTI).sum())
    facts = {
        "indicator": inside(chart_rows.name(first["indicator"])),
        "target": dated(first["target_set"], first["target_year"]),
        "instrument": first["instrument"],
        "fit": len(fit),
        "met": len(met),
        "total": len(rows),
        "region": met["region"].iloc[0] if len(met) else fit["region"].iloc[0] if len(fit) else "",
    }
    said = words.label(f"find.regions.{_who(fit, met, unsure)}", **facts)
    said += words.label("find.regions.unsure", count=unsure) if unsure and len(fit) > 1 else ""
    said += words.label("find.regions.unfit", count=len(rows) - len(fit)) if 0 < len(fit) < len(rows) else ""
    return marked(said + (_farthest(fit[fit["verdict"].eq(BELUM)]) if len(fit) > 1 else "") + ".", rows)


def places(rows: pd.DataFrame, name, lies_in, words_of: str = "where") -> str:
    """Regions against one target by where they lie: of those that can be judged how many miss it, province by province, most first.

    `lies_in` gives of a region's code its province's, of a desa's that of its kabupaten or kota; `name` gives that one's name.
    How many are undecided is said too: they are neither missed nor met.
    """
    rows = rows[rows["target_pct"].notna()]
    first, fit = rows.iloc[0], rows[rows["verdict"].ne(TIDAK_DINILAI)]
    facts = {"indicator": chart_rows.name(first["indicator"]), "target": dated(first["target_set"], first["target_year"])}
    if not len(fit):
        return marked(words.label(f"find.{words_of}.nobody", **facts, total=len(rows)), rows)
    lie = fit.assign(missed=fit["verdict"].eq(BELUM)).groupby(fit["region_code"].map(lies_in), sort=True)["missed"].agg(["sum", "size"])
    missed = lie[lie["sum"].gt(0)].sort_values("sum", ascending=False, kind="stable")
    if not len(missed):
        key = "met" if fit["verdict"].eq(TERCAPAI).all() else "none"
        return marked(words.label(f"find.{words_of}.{key}", **facts, fit=len(fit)), rows)
    named = missed.head(NAMED).iterrows()
    said = ", ".join(words.label("find.where.in", place=name(code), missed=row["sum"], fit=row["size"]) for code, row in named)
    said += words.label(f"find.{words_of}.more", count=len(missed) - NAMED) if len(missed) > NAMED else ""
    open_ = int(fit["verdict"].eq(BELUM_PASTI).sum())
    unsure = words.label("find.regions.unsure", count=open_) if open_ else ""
    return marked(words.label(f"find.{words_of}", **facts, places=said, unsure=unsure), rows)


def _who(fit: pd.DataFrame, met: pd.DataFrame, unsure: int) -> str:
    if not len(fit):
        return "nobody"
    if len(fit) == 1:
        return "one_met" if len(met) else "one_unsure" if unsure else "one_short"
    if len(met) == len(fit):
        return "all"
    return "only" if len(met) == 1 and not unsure else "some" if len(met) else "none_sure" if unsure else "none"


def _farthest(missed: pd.DataFrame) -> str:
    """The region farthest from the target, where its whole interval is farther than every other's; nothing where that is not sure, or
    where that region's figure is not compared with others."""
    if len(missed) < 2:
        return ""
    missed = missed.reset_index(drop=True)
    up = missed["direction"].iloc[0] == "minimal"
    low, high = sides(missed)
    near, far = (high, low) if up else (-low, -high)
    worst = far.idxmin()
    if not (near[worst] < far.drop(worst)).all() or not gap.compared(missed)[worst]:
        return ""
    row = missed.loc[worst]
    amount = sizes.said(row)[1]
    said = gap.distance_of(row)
    return words.label("find.regions.far", region=row["region"], distance=said, amount=f" ({amount})" if amount else "")


# ---------------------------------------------------------------- parts of a whole


def parts(rows: pd.DataFrame) -> str:
    """Parts of a whole, of the instrument with most regions: where the part that should be none is surely largest and smallest."""
    group = chart_rows.by_size(chart_rows.groups(rows))[0]
    key = PART.get(group["ladder"].iloc[0], "")
    own = group[group["indicator"].eq(key) & group["value_pct"].between(0, 100) & gap.compared(group)].reset_index(drop=True)
    first = group.iloc[0]
    facts = {"part": chart_rows.name(key or first["indicator"]), "instrument": first["instrument"], "period": first["period"]}
    if not len(own):
        return marked(words.label("find.parts.unfit", **facts), rows)
    if len(own) == 1:
        row = own.iloc[0]
        return marked(words.label("find.parts.one", **facts, region=row["region"], share=_share(row["value_pct"])), rows)
    ends = _ends(own)
    if ends is None:
        return marked(words.label("find.parts.alike", **facts, count=len(own), unsure=_unsure(own)), rows)
    most, least = ends
    return marked(
        words.label(
            "find.parts.most",
            **facts,
            region=most["region"],
            share=_share(most["value_pct"]),
            other=least["region"],
            least=_share(least["value_pct"]),
            count=len(own),
        ),
        rows,
    )


def _share(value: float) -> str:
    return words.percent(value, min(1, words.column_places([value])))


def sides(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The least and the most a share may be: its interval, stretched to the share on its other base where the base jumped."""
    low, high = gap.interval(rows)
    other = rows["alt_pct"] if "alt_pct" in rows else pd.Series(float("nan"), index=rows.index)
    return low.combine(other, lambda one, alt: one if pd.isna(alt) else min(one, alt)), high.combine(
        other, lambda one, alt: one if pd.isna(alt) else max(one, alt)
    )


def _span(shares: pd.Series) -> float:
    return round(shares.max() - shares.min(), 6)


def _ends(own: pd.DataFrame) -> tuple[pd.Series, pd.Series] | None:
    """The rows of the highest and the lowest share, where each is so by its whole interval and they print apart."""
    most, least = _sure_ends(own)
    return None if most is None or least is None else (most, least)


def _sure_ends(own: pd.DataFrame) -> tuple[pd.Series | None, pd.Series | None]:
    """The row of the highest share and that of the lowest, each where its whole interval says so; none where all print alike."""
    low, high = sides(own)
    top, foot = own["value_pct"].idxmax(), own["value_pct"].idxmin()
    apart = own["value_pct"].agg(_span) >= STEP
    most = apart and (low[top] > high.drop(top)).all()
    least = apart and (high[foot] < low.drop(foot)).all()
    return own.loc[top] if most else None, own.loc[foot] if least else None


def _unsure(own: pd.DataFrame) -> str:
    """Which end nobody surely holds, of regions of which not both are known."""
    most, least = _sure_ends(own)
    key, known = ("highest", most) if most is not None else ("lowest", least) if least is not None else ("nobody", own.iloc[0])
    return words.label(f"find.pairs.{key}", region=known["region"])


# ---------------------------------------------------------------- over the years


def changes(points: pd.DataFrame) -> str:
    """The largest change between the ends of the last run of each series that a line may join, outside its intervals."""
    name, moved = chart_rows.name(points["indicator"].iloc[0]), _moves(points)
    sure = [one for one in moved if one["sure"]]
    facts = {"indicator": inside(name), "Indicator": name, "count": len(moved), "step": words.number(STEP, 1), "span": _between(moved)}
    if not moved:
        return marked(words.label("find.change.none", **facts), points)
    if not sure and len(moved) > 1:
        return marked(words.label("find.change.chance", **facts) + _of_jumped_bases(moved), points)
    largest = max(sure or moved, key=lambda one: abs(one["change"]))
    facts |= {key: largest[key] for key in ("region", "first", "last", "instrument")}
    if not sure:
        return marked(words.label("find.change.still", **facts) + _of_jumped_bases(moved), points)
    size = words.point_span([abs(change) for change in largest["changes"]])
    facts |= {"points": size, "change": ("+" if largest["change"] > 0 else words.MINUS) + size}
    if len(moved) == 1:
        said = words.label(f"find.change.{'up' if largest['change'] > 0 else 'down'}", **facts)
        return marked(said + _of_jumped_bases(moved), points)
    up = sum(one["change"] > 0 for one in sure)
    rest = words.label("find.change.rest", count=len(moved) - len(sure), step=facts["step"]) if len(moved) > len(sure) else ""
    said = words.label("find.change.many", **facts, up=up, down=len(sure) - up, rest=rest)
    return marked(said + _of_jumped_bases(moved), points)


def _between(moved: list[dict]) -> str:
    """Which years are compared: those of all, or that each line has its own, of a series with several its latest."""
    years = {(one["first"], one["last"]) for one in moved}
    if len(years) == 1:
        [(first, last)] = years
        return words.label("find.change.span", first=first, last=last)
    return words.label("find.change.latest" if any(one["lines"] > 1 for one in moved) else "find.change.spans")


def _of_jumped_bases(moved: list[dict]) -> str:
    """Whose change hangs on the base it is measured on: the base jumped at one of its two ends; "" for nobody's."""
    named = ", ".join(dict.fromkeys(one["region"] for one in moved if len(one["changes"]) > 1))
    return words.label("find.change.jumped", regions=named, why=words.label("flag.basis_melompat")) if named else ""


def _moves(points: pd.DataFrame) -> list[dict]:
    """Each series' move over its last run that a line may join."""
    rows = points[~points["withheld"] & points["value_pct"].notna()]
    runs = [run.iloc[[0, -1]] for _, run in rows.groupby("segment", sort=False) if len(run) > 1]
    own: dict[tuple, list[pd.DataFrame]] = {}
    for run in runs:
        own.setdefault(tuple(run.iloc[0][["region_code", "instrument", "ladder"]]), []).append(run)
    return [_moved(lines[-1]) | {"lines": len(lines)} for lines in own.values()]


def movers(points: pd.DataFrame) -> pd.DataFrame:
    """Regions by their largest move (`region`, `change`, `sure`), as `changes` speaks of them: sure ones first, the largest first."""
    moved = pd.DataFrame(_moves(points), columns=["region", "change", "sure"])
    size = moved["change"].astype(float).abs()
    ordered = moved.assign(size=size).sort_values(["sure", "size"], ascending=False, kind="stable")
    return ordered.drop_duplicates("region").drop(columns="size")


def _moved(run: pd.DataFrame) -> dict:
    """From the first to the last figure of a run: by how much, and whether the two intervals leave no doubt that it moved, visibly."""
    run = run.reset_index(drop=True)
    low, high = sides(run)
    change = round(run["value_pct"].iloc[1] - run["value_pct"].iloc[0], 6)
    other = run["alt_pct"].fillna(run["value_pct"]) if "alt_pct" in run and run["alt_pct"].notna().any() else None
    changes = [change] if other is None else [change, round(other.iloc[1] - other.iloc[0], 6)]
    return {
        "changes": changes,
        "region": run["region"].iloc[0],
        "instrument": run["instrument"].iloc[0],
        "first": f"{run['year'].iloc[0]:.0f}",
        "last": f"{run['year'].iloc[1]:.0f}",
        "change": change,
        "sure": bool(low[1] > high[0] or high[1] < low[0]) and min(map(abs, changes)) >= STEP,
    }


# ---------------------------------------------------------------- pairs and surveys


def _about(rows: pd.DataFrame) -> str:
    """What a sentence is about, before it: "Akses layak 2023: "; of several indicators how many; "" for a table without one."""
    named = list(dict.fromkeys(rows["indicator"].dropna())) if "indicator" in rows else []
    if not named:
        return ""
    indicator = chart_rows.name(named[0]) if len(named) == 1 else words.label("find.about.several", count=len(named))
    when = list(dict.fromkeys(filter(None, rows["period"].dropna()))) if "period" in rows else []
    if "period_before" in rows:
        when = [words.label("find.change.span", first=rows["period_before"].iloc[0], last=rows["period_after"].iloc[0]).strip()]
    return words.label("find.about", indicator=indicator, when=", ".join(when)).replace(" : ", ": ")


def _told(key: str, rows: pd.DataFrame, **blanks) -> str:
    """A sentence that opens with what it is about, a table that does not say it with a capital."""
    said = words.label(key, about=_about(rows), **blanks)
    return marked(said[:1].upper() + said[1:], rows)


def pairs(rows: pd.DataFrame) -> str:
    """Who is surely highest and surely lowest of the regions compared, and how far apart they are."""
    own = rows.reset_index(drop=True)
    ends = _ends(own) if len(own) > 1 else None
    if ends is None:
        return _told("find.pairs.alike", rows, count=len(rows), unsure=_unsure(own))
    most, least = ends
    points = words.number(most["value_pct"] - least["value_pct"], 1)
    return _told("find.pairs.apart", rows, count=len(rows), region=most["region"], other=least["region"], points=points)


def estimates(rows: pd.DataFrame) -> str:
    """Whose interval lies wholly above whose; else that the intervals overlap."""
    shown = rows[rows["value_pct"].notna() & rows["low_pct"].notna()].reset_index(drop=True)
    if not len(shown):
        return _told("find.estimates.none", rows)
    top, foot = shown.loc[shown["value_pct"].idxmax()], shown.loc[shown["value_pct"].idxmin()]
    key = "apart" if top["low_pct"] > foot["high_pct"] else "alike" if len(shown) > 1 else "one"
    said = {"region": top["domain"], "share": words.percent(top["value_pct"], 1), "count": len(shown)}
    return _told(f"find.estimates.{key}", rows, **said, other=foot["domain"], least=words.percent(foot["value_pct"], 1))


def contrasts(rows: pd.DataFrame) -> str:
    """How many differences or changes chance does not explain, and the largest of them."""
    shown = rows[rows["diff_pp"].notna()]
    told = shown[shown["distinguishable"].eq(True)]
    if not len(shown):
        return _told("find.contrasts.none", rows)
    if not len(told):
        return _told("find.contrasts.alike", rows, total=len(shown))
    row = told.loc[told["diff_pp"].astype(float).abs().idxmax()]
    name = f"{row['domain_2']} – {row['domain_1']}" if "domain_1" in row else row["domain"]
    points = words.signed(float(row["diff_pp"]), 1)
    return _told("find.contrasts.told", rows, told=len(told), total=len(shown), name=name, points=points)


def ranks(rows: pd.DataFrame) -> str:
    """How many ranks the sample leaves no doubt about."""
    ranked = rows[rows["rank"].notna()]
    sure = int(ranked["rank_low"].eq(ranked["rank_high"]).sum())
    return _told("find.ranks.sure" if sure else "find.ranks.none", rows, sure=sure, of=len(ranked))


def definitions(rows: pd.DataFrame) -> str:
    """The class whose share differs most between two definitions of the same households."""
    known = rows[rows["value_pct"].notna()]
    span = known.groupby("rung", sort=False)["value_pct"].agg(_span)
    if not len(span) or not span.max() >= STEP:
        return marked(words.label("find.definitions.none"), rows)
    own = known[known["rung"].eq(span.idxmax())]
    most, least = own.loc[own["value_pct"].idxmax()], own.loc[own["value_pct"].idxmin()]
    said = {"rung": inside(chart_rows.name(most["rung"])), "share": words.percent(most["value_pct"], 1)}
    said |= {"least": words.percent(least["value_pct"], 1), "one": chart_rows.name(f"definition.{most['definition']}")}
    return marked(words.label("find.definitions", **said, other=chart_rows.name(f"definition.{least['definition']}")), rows)


def risk(known: pd.DataFrame, named) -> str:
    """The area with the highest estimated index, where several share it how many do; and whether the sample tells it from the others."""
    highest = known["irs"].round(0).eq(known["irs"].round(0).max())
    top, others = known[highest], known[~highest]
    said = {"area": named(top.iloc[0]), "irs": words.number(top["irs"].iloc[0], 0), "count": len(top)}
    return marked(words.label("find.risk" if len(top) == 1 else "find.risk.shared", **said, tail=_told_from(top, others)), known)


def _told_from(top: pd.DataFrame, others: pd.DataFrame) -> str:
    """Of how many other areas the interval reaches into that of the highest; without intervals how low the lowest is."""
    if not len(others):
        return ""
    ends = pd.concat([top, others]).reindex(columns=["irs_low", "irs_high"])
    if ends.isna().any(axis=None):
        key = "bare" if ends.isna().all(axis=None) else "partly"
        return words.label(f"find.risk.{key}", least=words.number(others["irs"].min(), 0))
    near = int(others["irs_high"].ge(top["irs_low"].min()).sum())
    key = "apart" if not near else "alike" if near == len(others) else "near"
    return words.label(f"find.risk.{key}", count=near)
