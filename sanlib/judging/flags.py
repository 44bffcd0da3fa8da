"""Quality flags: general rules, held against every period up to this one, that find figures unfit to judge."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.judging import copied_figures as copies
from sanlib.judging.raising_flags import KEY, LONGEST_STEP, Known, named, number, raised, share, step
from sanlib.project import schema
from sanlib.project.binding import bound
from sanlib.reading import JOIN, year_and_mark
from sanlib.reference import indicators, reference_tables, regions
from sanlib.reference import whole_and_parts as parts

_SERIES = ["instrument", "period", "indicator"]
SHORTEST_SHARED = 3
"""Below this many regions with both years nothing can be said to be shared by most."""
ABRUPT_POINTS = 3.0
"""A halving of a share of a point or two is noise; a method break moves more [own rule]."""
STILL_POINTS = 5.0
"""A whole that moved less than this stood still while its part collapsed [own rule]."""
ROUNDING = 0.01
"""Points by which two shares printed with two decimals may differ from what they round."""
JUMPED = "basis_melompat"
"""The flag of a base that jumped; where its veto is "if", a verdict is withheld where the previous base would give another."""
OTHER_INSTRUMENT = "instrumen_campur"
"""The flag of a figure measured by another instrument than the one before."""
CONTESTED = "angka_bertentangan"
"""The flag of a figure withheld because two sources, or two sheets, contradict each other and nothing decides."""
BETRAYS = "pelengkap_ditahan"
"""The flag of a survey's figure withheld because one too thinly sampled would follow from it."""
VETOES = ("yes", "if", "no")
"""Whether a flag withholds the verdict, the surest first."""
SAMPLE_FLAGS = ("sampel_tidak_cukup", BETRAYS, "sampel_ditinjau")
"""Flags an estimate brings along from the presentation rule, because only the estimator knows its design."""
REPORTING = ("pelaporan", "administrasi")
"""Bases in which every region is expected to report; a city's own survey does not expect any other region."""
ESTIMATED = "survei"
"""Shares sanlib estimates from households: each has its own known answers, so a whole need not be its parts' sum."""
SUMMED = ["period", "flag", "veto", "region", "instrument"]
"""What one row of the table of flags is of: its indicators stand in one cell."""
UNLIKELY_ZERO = "nol_mungkin_kosong"
"""The note on a 0 of a large base where much would be expected: it withholds nothing, and no sentence may lead with it unsaid."""
RARE_ZEROS = 0.05
"""Up to this part of the other regions may report 0 where a 0 is still unusual [own rule]."""
EVERYONES_ZERO = 0.01
"""Where every region reports 0 nothing says what to expect: one in a hundred of the base is held against the threshold [own rule]."""
COMPLETES_WITHIN = 0.02
"""Two shares printed to two decimals that make 100 may each be rounded."""


@reference_tables.derived("flags.csv")
def rules(rows: pd.DataFrame) -> pd.DataFrame:
    """flags.csv, the flag that says most first: veto (yes, no, if), line, threshold with unit, meanings, reason.

    A flag that withholds on a condition which nothing computes is refused: it would be printed and never act.
    """
    for place, (flag, veto) in enumerate(rows[["flag", "veto"]].itertuples(index=False, name=None)):
        if veto == "if" and flag != JUMPED:
            raise reference_tables.refusal("flag_without_condition", rows, place, "veto", flag=flag, known=JUMPED)
    return rows


@reference_tables.derived("flags.csv")
def _vetoes(rows: pd.DataFrame) -> dict[str, str]:
    return dict(rows[["flag", "veto"]].itertuples(index=False, name=None))


def vetoes() -> dict[str, str]:
    """Whether each flag withholds the verdict of what carries it: "yes", "no", or "if": on the condition `veto_said` tells."""
    return dict(_vetoes())


@bound
def veto_said(flag: str, lang: str | None = None) -> str:
    """Whether a flag withholds the verdict, in words: always, never, or only if its condition holds, which is told."""
    veto = vetoes()[flag]
    return words.label("veto.only", condition=words.label(f"veto.if.{flag}")) if veto == "if" else words.label(f"veto.{veto}")


def breaking() -> dict[str, str]:
    """What a flag does to a line over the periods: "before" (not drawn into this point: from here on it is measured
    otherwise), "isolated" (nor out of it: the figure itself is wrong or too uncertain), "" (nothing)."""
    return dict(_breaking())


@reference_tables.derived("flags.csv")
def _breaking(rows: pd.DataFrame) -> dict[str, str]:
    return dict(rows[["flag", "line"]].itertuples(index=False))


@bound
def reasons(flag: str, lang: str | None = None) -> str:
    """Why a figure is flagged, in words."""
    ids = [part for part in flag.split(";") if part]
    return "; ".join(words.label_or(f"flag.{i}", i.replace("_", " ")) for i in ids)


def withholding(flag: str) -> str:
    """Of a cell of flags those that can withhold a verdict, without the notes; the whole cell where it has only notes."""
    known = vetoes()
    return ";".join(name for name in flag.split(";") if known.get(name) != "no") or flag


def perhaps_blank(row) -> bool:
    """Whether a row's figure is a zero that is perhaps a blank: every sentence that leads with it says so."""
    return row["value_pct"] == 0 and UNLIKELY_ZERO in row["flag"].split(";")


def find(
    achievements: pd.DataFrame, revisions: pd.DataFrame | None = None, contested: dict[tuple, dict[str, str]] | None = None
) -> pd.DataFrame:
    """Every flag raised by any rule, one row per flagged figure (schema.FLAGS), over every period in the table.

    `contested` says of each figure withheld for a contradiction, by conflicting_figures.KEY, what stands against what, by language.
    """
    thresholds = rules().set_index("flag")["threshold"]
    known = Known(
        with_previous(achievements),
        {name: float(text) for name, text in thresholds.items() if text},
        indicators.wholes(),
        indicators.complements(),
        regions.table(),
        regions.declared_odf(),
    )
    broken, shifted = _method_break(known), _shifted_definition(known)
    wholes = _broken_wholes(known, broken)
    skipped = _skipped_break(known, pd.concat([broken, wholes[0]]))
    shifted = _unexplained(shifted, pd.concat([broken, skipped]))
    found = [*(rule(known) for rule in ALONE), broken, *wholes, skipped, shifted, _took_up(known, shifted)]
    found += [_contested(known, contested or {}), _revised(known, revisions), _unlikely_zeros(known, broken)]
    rows = pd.concat([frame for frame in found if len(frame)] or [pd.DataFrame(columns=schema.FLAGS)])
    flagged = schema.table(_with_complements(rows, known).assign(veto=lambda t: t["flag"].map(vetoes())), schema.FLAGS)
    order = ["period", "region_code", "instrument", "indicator", "flag", "detail"]
    return flagged.drop_duplicates(["flag", "period", *KEY]).sort_values(order).reset_index(drop=True)


def mark(achievements: pd.DataFrame, flags: pd.DataFrame) -> pd.DataFrame:
    """Achievements with their flags (ids joined by ";") and, where the base jumped, the previous base and the share on it.

    That share ends at 100 %: more of the old base than there was cannot have been counted.
    """
    own = ["period", *KEY]
    ids = flags.sort_values("flag").groupby(own)["flag"].agg(";".join).rename("new_flag")
    merged = achievements.merge(ids, how="left", left_on=own, right_index=True, validate="many_to_one")
    jumped = merged["new_flag"].fillna("").str.split(";").map(lambda names: JUMPED in names)
    previous = with_previous(merged)
    alternative = (100 * merged["amount"] / previous["previous_base"]).where(jumped).clip(upper=100)
    marked = merged.assign(flag=merged["new_flag"], alt_pct=alternative, alt_base=previous["previous_base"].where(jumped))
    whole = completed(marked, indicators.complements())["alt_pct"]
    marked["alt_pct"] = (100 - whole).where(whole.notna(), alternative)
    return schema.table(marked, schema.ACHIEVEMENTS)


def completed(rows: pd.DataFrame, complement_of: dict[str, str]) -> pd.DataFrame:
    """Beside each row the row of what it completes to 100, blank where it completes nothing.

    The indicator alone does not say: belum layak of a survey stands beside BABS and is no complement of its layak.
    """
    keys = ["period", *KEY]
    wholes = rows.drop_duplicates(keys).set_index(keys)
    wanted = pd.MultiIndex.from_frame(rows[keys].assign(indicator=rows["indicator"].map(complement_of).fillna("")))
    beside = wholes.reindex(wanted).set_axis(rows.index)
    completes = (rows["value_pct"] + beside["value_pct"] - 100).abs() <= COMPLETES_WITHIN
    return beside.where(completes)


def _provisional(known: Known) -> pd.DataFrame:
    """Figures whose year carries a mark in its source, as BPS marks its newest."""
    marks = known.rows["published_as"].map(lambda said: year_and_mark(said.rpartition(JOIN)[2])[1])
    return raised(known.rows[marks.ne("")], "angka_sementara", lambda row: row.published_as.rpartition(JOIN)[2])


def rows_of_summary(flags: pd.DataFrame) -> int:
    """How many rows `summary` has: a heading that counts flags names both counts."""
    return len(flags[SUMMED].drop_duplicates())


@bound
def summary(flags: pd.DataFrame, lang: str | None = None, root=None) -> pd.DataFrame:
    """Flags in a table to read, those that withhold a verdict first: one row per flag, region and instrument, its indicators joined,
    with its meaning and whether it withholds a verdict, in words."""
    grouped = flags.assign(synthetic=schema.synthetic(flags)).groupby(SUMMED, sort=False)
    seen = words.column("detail")
    joined = grouped.agg(indicators=("indicator", "; ".join), detail=(seen, "first"), synthetic=("synthetic", "any")).reset_index()
    joined = joined.assign(_rank=joined["veto"].map(VETOES.index).astype(int)).sort_values(["period", "_rank", "flag"], kind="stable")
    meaning = rules().set_index("flag")[f"meaning_{words.language()}"]
    told = joined.assign(meaning=joined["flag"].map(meaning), veto=[veto_said(flag) for flag in joined["flag"]])
    return schema.marked(told.drop(columns=["synthetic", "_rank"]), told["synthetic"]).reset_index(drop=True)


def with_previous(achievements: pd.DataFrame) -> pd.DataFrame:
    """Achievements with the same figure's previous report beside it: previous_pct, _amount, _base, _period, _step."""
    rows = achievements.reset_index(drop=True)
    year = pd.to_numeric(rows["period"].str.extract(r"((?:19|20)\d\d)", expand=False))
    ordered = rows.assign(_year=year).sort_values([*KEY, "_year"], kind="stable")
    before = ordered.groupby(KEY, sort=False)[["value_pct", "amount", "base", "period", "_year"]].shift()
    before.columns = ["previous_pct", "previous_amount", "previous_base", "previous_period", "_previous_year"]
    joined = ordered.join(before)
    joined["step"] = joined["_year"] - joined["_previous_year"]
    near = joined["step"].between(1, LONGEST_STEP)
    numbers = ["previous_pct", "previous_amount", "previous_base"]
    joined[numbers] = joined[numbers].where(near)
    return joined.sort_index().drop(columns=["_year", "_previous_year"])


def _impossible(known: Known) -> pd.DataFrame:
    """Parts that sum to more than their base, or a share outside 0-100: every figure of that whole."""
    rows, slack = known.rows, known.threshold["bagian_mustahil"]
    whole = rows["indicator"].map(known.part_of)
    rounding = rows["value_pct"].map(parts.half_unit, na_action="ignore")
    sums = (
        rows.assign(whole=whole, rounding=rounding)
        .groupby(["period", "instrument", "region_code", "whole"])[["value_pct", "rounding"]]
        .sum()
    )
    over = {key for key, total, rounded in sums.itertuples(name=None) if total > 100 + max(slack, rounded) and key[3] not in known.part_of}
    outside = ~rows["value_pct"].between(-slack, 100 + slack) & rows["value_pct"].notna()
    families = rows.assign(whole=whole.fillna(rows["indicator"]))
    family = schema.within(families, ["period", "instrument", "region_code", "whole"], over)
    return raised(
        rows[outside | family], "bagian_mustahil", lambda r: f"{share(r.value_pct)}: {number(r.amount)} / {number(r.base)} {r.base_unit}"
    )


def _abrupt(known: Known) -> pd.Series:
    """Halved (-1) or doubled (+1) since the previous report, by more than a few points; else 0."""
    rows, share = known.rows, known.threshold["patahan_metode"] / 100
    moved = (rows["value_pct"] - rows["previous_pct"]).abs() >= ABRUPT_POINTS
    fell = moved & (rows["value_pct"] < rows["previous_pct"] * (1 - share))
    rose = moved & (rows["value_pct"] * (1 - share) > rows["previous_pct"])
    return rose.astype(int) - fell.astype(int)


def _method_break(known: Known) -> pd.DataFrame:
    """An abrupt change in one direction shared by most regions, and the siblings its content moved to or from."""
    rows = known.rows.assign(turn=_abrupt(known))
    both = rows[rows["previous_pct"].notna() & ~rows["indicator"].isin(known.complement_of)]
    shared = both.groupby(["instrument", "period", "indicator"])["turn"].agg(
        regions="size", fell=lambda turn: (turn < 0).sum(), rose=lambda turn: (turn > 0).sum()
    )
    most = shared[(shared["regions"] >= SHORTEST_SHARED) & (shared[["fell", "rose"]].max(axis=1) > shared["regions"] / 2)]
    broken = {(instrument, period, name) for instrument, period, name in most.index}
    families = {(i, p, known.part_of[name]) for i, p, name in broken if name in known.part_of}
    whole = rows.assign(indicator=rows["indicator"].map(known.part_of))
    hit = schema.within(rows, _SERIES, broken) | schema.within(whole, _SERIES, families)
    counts = {key: f"{max(s.fell, s.rose)}/{s.regions}" for key, s in zip(most.index, most.itertuples(), strict=True)}
    shares = {(i, p, known.part_of.get(n)): (n, c) for (i, p, n), c in counts.items()}
    return raised(rows[hit], "patahan_metode", lambda r: _break_detail(r, counts, shares, known))


def _break_detail(row, counts: dict, shares: dict, known: Known) -> str:
    seen = counts.get((row.instrument, row.period, row.indicator))
    name, count = (row.indicator, seen) if seen else shares[(row.instrument, row.period, known.part_of[row.indicator])]
    return f"{step(row.previous_pct, row.value_pct)}; {named(name)} {count}"


def _broken_wholes(known: Known, broken: pd.DataFrame) -> list[pd.DataFrame]:
    """Wholes of parts that changed method: noted, and vetoed where the whole itself fell sharply in that year."""
    families = {(r.instrument, r.period, known.part_of.get(r.indicator)) for r in broken.itertuples()}
    rows = known.rows[schema.within(known.rows, _SERIES, families - set(schema.keys(broken, _SERIES)))]
    fell = rows["previous_pct"] - rows["value_pct"] > known.threshold["anjlok_saat_patahan"]

    def detail(row) -> str:
        return step(row.previous_pct, row.value_pct)

    return [raised(rows, "patahan_bagian", detail), raised(rows[fell], "anjlok_saat_patahan", detail)]


def _contradicted_sums(known: Known) -> pd.DataFrame:
    """A published whole that is not the sum of its parts, or a complement that does not leave 100: all of them."""
    rows = known.rows[known.rows["value_pct"].notna() & known.rows["basis"].ne(ESTIMATED)]
    keys = ["period", "instrument", "ladder", "region_code", "file"]
    hung = rows["indicator"].isin({*known.part_of, *known.complement_of})
    several = rows.groupby(keys)["indicator"].transform("size").gt(1) & hung.groupby([rows[key] for key in keys]).transform("any")
    details = {}
    for key, group in rows[several].groupby(keys):
        printed = dict(zip(group["indicator"], group["value_pct"], strict=True))
        for found in (*parts.not_sums(printed, known.part_of), *parts.not_rests(printed, known.part_of, known.complement_of)):
            details.update({(*key, name): (found, printed[found.indicator]) for name in (found.indicator, *found.of)})
    hit = rows[schema.within(rows, [*keys, "indicator"], details)]

    def detail(row) -> str:
        found, value = details[(row.period, row.instrument, row.ladder, row.region_code, row.file, row.indicator)]
        return f"{named(found.indicator)} {share(value)}; {' + '.join(map(named, found.of))}: {share(found.expected)}"

    return raised(hit, "jumlah_tidak_cocok", detail)


def _skipped_break(known: Known, broken: pd.DataFrame) -> pd.DataFrame:
    """Figures whose previous report lies before a method break of a year in which this region did not report."""
    changed = broken[_SERIES].drop_duplicates().rename(columns={"period": "break_period"})
    rows = known.rows.merge(changed, on=["instrument", "indicator"], how="inner", validate="many_to_many")
    across = rows["previous_period"].notna() & (rows["previous_period"] < rows["break_period"]) & (rows["break_period"] < rows["period"])
    return raised(rows[across], "patahan_terlewati", lambda r: f"{r.previous_period} → {r.period}; {r.break_period}")


def _shifted_definition(known: Known) -> pd.DataFrame:
    """A part that lost over half its share while its whole hardly moved and fell by less: its siblings took some of it up.

    Rises never fire; a whole that fell by all its part lost is a fall, and no definition that moved.
    """
    rows = known.rows
    whole = rows[["period", *KEY, "value_pct", "previous_pct"]].rename(columns={"value_pct": "whole_pct", "previous_pct": "whole_previous"})
    parts = rows.assign(part=rows["indicator"], indicator=rows["indicator"].map(known.part_of))
    joined = parts.merge(whole, on=["period", *KEY], how="inner", validate="many_to_many").assign(indicator=lambda t: t["part"])
    fell = joined["value_pct"] < joined["previous_pct"] * (1 - known.threshold["definisi_bergeser"] / 100)
    seen = joined["previous_pct"] - joined["value_pct"] >= ABRUPT_POINTS
    whole_fell, lost = joined["whole_previous"] - joined["whole_pct"], joined["previous_pct"] - joined["value_pct"]
    still = (whole_fell.abs() < STILL_POINTS) & (whole_fell < lost - ROUNDING)
    return raised(
        joined[fell & seen & still],
        "definisi_bergeser",
        lambda r: (
            f"{number(r.previous_amount)} → {number(r.amount)} {r.base_unit}; "
            f"{named(known.part_of[r.indicator])} {step(r.whole_previous, r.whole_pct)}"
        ),
    )


def _unexplained(shifted: pd.DataFrame, broken: pd.DataFrame) -> pd.DataFrame:
    """Collapses not explained by a method break of the same year or of a year in which the region did not report."""
    return shifted[~schema.within(shifted, ["period", *KEY], broken)]


def _took_up(known: Known, shifted: pd.DataFrame) -> pd.DataFrame:
    """Parts of the same whole that rose by at least half of what the part with a shifted definition lost."""
    if not len(shifted):
        return pd.DataFrame(columns=schema.FLAGS)
    keys = ["period", "instrument", "ladder", "region_code", "whole"]
    parts = known.rows.assign(whole=known.rows["indicator"].map(known.part_of), step=known.rows["value_pct"] - known.rows["previous_pct"])
    parts = parts[parts["whole"].notna()]
    lost = parts[schema.within(parts, ["period", *KEY], shifted)]
    beside = parts.merge(lost[[*keys, "indicator", "step"]], on=keys, suffixes=("", "_lost"), validate="many_to_many")
    took = beside["step"] >= -beside["step_lost"] * known.threshold["definisi_bergeser_imbas"] / 100
    return raised(
        beside[took],
        "definisi_bergeser_imbas",
        lambda r: f"{step(r.previous_pct, r.value_pct)}; {named(r.indicator_lost)} {words.signed(r.step_lost)}",
    )


def _persons_as_households(known: Known) -> pd.DataFrame:
    """Households that number more than half the region's population."""
    rows = known.rows.merge(known.regions[["region_code", "population"]], on="region_code", how="left", validate="many_to_one").set_axis(
        known.rows.index
    )
    per_person = rows["base"] / pd.to_numeric(rows["population"])
    hit = rows["base_unit"].eq("KK") & (per_person > known.threshold["jiwa_sebagai_kk"])
    return raised(rows[hit], "jiwa_sebagai_kk", _persons)


def _persons(row) -> str:
    return words.label("detail.persons", base=number(row.base), population=number(float(row.population)))


def _jumped_base(known: Known) -> pd.DataFrame:
    """A base that moved by more than the threshold since the previous report."""
    rows = known.rows
    jump = 100 * (rows["base"] / rows["previous_base"] - 1)
    return raised(
        rows.assign(jump=jump)[jump.abs() > known.threshold["basis_melompat"]],
        JUMPED,
        lambda r: f"{number(r.previous_base)} → {number(r.base)} {r.base_unit} ({words.signed(r.jump, 1)}%)",
    )


def _stale_base(known: Known) -> pd.DataFrame:
    """A base that is exactly the previous report's."""
    rows = known.rows
    same = rows["base"].notna() & rows["base"].eq(rows["previous_base"])
    return raised(rows[same], "basis_basi", lambda r: f"{number(r.base)} {r.base_unit} ({r.previous_period})")


def _unlikely_zeros(known: Known, broken: pd.DataFrame) -> pd.DataFrame:
    """Exactly 0 of something of which more is better, where its own last report or nearly all other regions would lead to expect many
    households or tonnes, or where all regions report 0: perhaps a blank entered as 0. Not where a method break explains it.

    Only of what has a target to reach: 0 % of what should be none (BABS, belum layak) is what everyone wants, and a part of a whole
    may be nothing. A survey's 0 is what its households said.
    """
    rows, least = known.rows, known.threshold[UNLIKELY_ZERO]
    wanted = [name for name, better in indicators.directions().items() if better == "minimal"]
    rows = rows[rows["indicator"].isin(wanted) & rows["value_pct"].notna() & rows["basis"].ne(ESTIMATED)]
    keys = [rows[name] for name in ("instrument", "ladder", "period", "indicator")]
    nil = rows["value_pct"].eq(0) & rows["amount"].fillna(0).eq(0)
    others, usual = nil.groupby(keys).transform("size") - 1, rows["value_pct"].mask(nil).groupby(keys).transform("median")
    zeros = nil.groupby(keys).transform("sum") - nil
    several = others >= SHORTEST_SHARED - 1
    before = rows["previous_pct"] / 100 * rows["base"] >= least
    beside = several & (zeros <= RARE_ZEROS * others) & (usual / 100 * rows["base"] >= least)
    everyone = several & (zeros == others) & (EVERYONES_ZERO * rows["base"] >= least)
    seen = rows.assign(others=others, reported=others - zeros, beside=beside, everyone=everyone)[nil & (before | beside | everyone)]
    return raised(seen[~schema.within(seen, ["period", *KEY], broken)], UNLIKELY_ZERO, _zero)


def _zero(row) -> str:
    """Of how much it is 0, what its own last report gave, and how many other regions are not 0."""
    said = [words.label("detail.zero", base=f"{number(row.base)} {row.base_unit}")]
    if row.previous_pct > 0:
        said.append(words.label("detail.zero.before", period=row.previous_period, share=share(row.previous_pct)))
    if row.beside:
        said.append(words.label("detail.zero.beside", other=row.reported, all=row.others))
    return "; ".join([*said, *([words.label("detail.zero.everyone", all=row.others)] if row.everyone else [])])


def _mixed_instruments(known: Known) -> pd.DataFrame:
    """An indicator whose last earlier figure came from another instrument, and none of it from this one."""
    rows = known.rows[known.rows["value_pct"].notna()]
    earlier = rows.merge(
        rows[["region_code", "indicator", "period", "instrument"]],
        on=["region_code", "indicator"],
        suffixes=("", "_before"),
        validate="many_to_many",
    )
    earlier = earlier[earlier["period_before"] < earlier["period"]]
    own = ["period", "region_code", "indicator", "instrument"]
    others = earlier[earlier["instrument_before"] != earlier["instrument"]].sort_values("period_before")
    continued = earlier[earlier["instrument_before"] == earlier["instrument"]].set_index(own).index
    last = others.drop_duplicates(own, keep="last")
    fresh = last[~last.set_index(own).index.isin(continued)]
    return raised(fresh, "instrumen_campur", lambda r: f"{r.instrument}; {r.period_before}: {r.instrument_before}")


def _missing_reporters(known: Known) -> pd.DataFrame:
    """Pilots for which an instrument that covers their province in this period has no figure: blank, not zero.

    A figure of the instrument that came another way (a recap) is a report too.
    """
    pilots = known.regions[known.regions["pilot_batch"].ne("")]
    provinces = known.rows["region_code"].str[:2]
    reports = known.rows.assign(province_code=provinces)
    reports = reports[reports["base"].notna() & reports["basis"].isin(REPORTING)]
    covered = reports[["period", "instrument", "province_code"]].drop_duplicates()
    expected = covered.merge(pilots[["region_code", "region", "province_code"]], on="province_code", validate="many_to_many")
    figures = known.rows[known.rows["value_pct"].notna() | known.rows["base"].notna()]
    there = figures.set_index(["period", "instrument", "region_code"]).index
    absent = expected[~expected.set_index(["period", "instrument", "region_code"]).index.isin(there)]
    return raised(absent, "tidak_melapor", lambda r: f"{r.instrument} {r.period}")


def _thin_samples(known: Known) -> pd.DataFrame:
    """Survey estimates that carry a flag of their own: too thin to publish, or to be looked at first (NCHS)."""
    carried = [
        known.rows.assign(carried=name)[known.rows["flag"].str.split(";").map(lambda its, name=name: name in its)] for name in SAMPLE_FLAGS
    ]
    return pd.concat([raised(rows, name, _sampled) for rows, name in zip(carried, SAMPLE_FLAGS, strict=True)])


def _sampled(row) -> str:
    """Of how many households; the interval only where the share may be published."""
    return f"n = {number(row.n)}" + ("" if pd.isna(row.low_pct) else f"; {number(row.low_pct)}-{share(row.high_pct)}")


def _contested(known: Known, reasons: dict[tuple, dict[str, str]]) -> pd.DataFrame:
    """Figures withheld because their sources contradict each other, with every figure and its cell."""
    rows = known.rows[known.rows["flag"].str.split(";").map(lambda its: CONTESTED in its).astype(bool)]

    def detail(row) -> str:
        said = reasons.get((row.instrument, row.ladder, row.region_code, row.period, row.indicator))
        return said[words.language()] if said else row.file

    return raised(rows, CONTESTED, detail)


def _revised(known: Known, revisions: pd.DataFrame | None) -> pd.DataFrame:
    """Figures whose source gave another value in an earlier export, and those that stand on a base it revised."""
    if revisions is None or not len(revisions):
        return pd.DataFrame(columns=schema.FLAGS)
    figures, bases = _revised_figures(known, revisions), _revised_bases(known, revisions)
    return pd.concat([figures, bases[~schema.within(bases, ["period", *KEY], figures)]])


def _revised_figures(known: Known, revisions: pd.DataFrame) -> pd.DataFrame:
    old = revisions[["period", *KEY, "value_pct", "export_date"]].rename(columns={"value_pct": "old_pct", "export_date": "old_export"})
    both = known.rows.merge(old, on=["period", *KEY], validate="one_to_many")
    changed = both[(both["value_pct"] - both["old_pct"]).abs() > known.threshold["revisi"]]
    return raised(
        changed, "revisi", lambda r: f"{share(r.old_pct)} ({r.old_export or '?'}) → {share(r.value_pct)} ({r.export_date or '?'})"
    )


def _revised_bases(known: Known, revisions: pd.DataFrame) -> pd.DataFrame:
    shared = ["period", "instrument", "ladder", "region_code", "base_unit"]
    old = revisions[[*shared, "base", "export_date"]].rename(columns={"base": "old_base", "export_date": "old_export"})
    both = known.rows.merge(old.dropna(subset="old_base").drop_duplicates(shared, keep="last"), on=shared, validate="many_to_one")
    changed = both[both["base"].notna() & (both["base"].round(2) != both["old_base"].round(2))]
    return raised(
        changed,
        "revisi",
        lambda r: f"{number(r.old_base)} ({r.old_export or '?'}) → {number(r.base)} {r.base_unit} ({r.export_date or '?'})",
    )


def _odf_not_layak(known: Known) -> pd.DataFrame:
    """A region declared free of open defecation whose layak is under 100 %: ODF ends BABS, it does not make toilets layak."""
    rows = known.rows.merge(known.odf, on="region_code", how="inner", validate="many_to_many")
    real = ~rows["synthetic"] & (rows["period"].str[:4] >= rows["since"])
    under = real & rows["indicator"].eq("layak") & rows["value_pct"].lt(100)
    return raised(rows[under], "odf_bukan_layak", _left)


def _left(row) -> str:
    """The households without layak: their number where the source gives one, else their share."""
    counted = pd.notna(row.amount) and pd.notna(row.base)
    size = f"{words.number(row.base - row.amount, 0)} {row.base_unit}" if counted else share(100 - row.value_pct)
    return words.label("detail.not_layak", since=row.since, size=size)


def _with_complements(flags: pd.DataFrame, known: Known) -> pd.DataFrame:
    """The flags with those of each complement added: it carries the flags of what it completes, except those of a sample."""
    whole = completed(known.rows, known.complement_of)["region"]
    inherited = flags[~flags["flag"].isin(SAMPLE_FLAGS)]
    copies = [_copied(same, name, of) for name, of in known.complement_of.items() if len(same := inherited[inherited["indicator"].eq(of)])]
    copied = pd.concat(copies) if copies else flags.iloc[:0]
    return pd.concat([flags, copied[schema.within(copied, ["period", *KEY], known.rows[whole.notna()])]])


def _copied(flags: pd.DataFrame, name: str, of: str) -> pd.DataFrame:
    """The flags of an indicator under what completes it, each detail with its name before it."""
    before = dict(zip(schema.DETAILS, words.in_each_language(lambda: named(of)).values(), strict=True))
    return flags.assign(indicator=name, **{column: f"{word}: " + flags[column] for column, word in before.items()})


ALONE = (
    _impossible,
    copies.columns,
    copies.under_other_regions,
    _persons_as_households,
    _jumped_base,
    _stale_base,
    _contradicted_sums,
    _mixed_instruments,
    _missing_reporters,
    _thin_samples,
    _odf_not_layak,
    _provisional,
)
"""Rules that ask nothing of each other, in any order."""
