"""What a survey's tables say, in sentences computed from them: every share with its interval, n and weighting."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.project.binding import bound
from sanlib.project.schema import DITAHAN, TANPA_DATA
from sanlib.project.tables_taken import takes
from sanlib.survey.survey_achievements import estimable, without_error
from sanlib.survey.survey_tables import left_out

REASONS = ("no_stratum", "no_desa", "not_in_frame")


@takes("households")
@bound
def left_out_sentence(households: pd.DataFrame, lang: str | None = None, root=None) -> str:
    """How many households were read, how many the estimates use, what became of the rest, and how many they stand for.

    A region with a stratum of one desa and no rule for it in design.csv follows in a line of its own, with its stratum.

    >>> san.say.left_out(households).split(".")[0]
    '2'
    """
    kept, waiting = estimable(households), without_error(households)
    lines = [_counted(kept)] if len(kept) or not waiting else []
    for problem in waiting:
        said = f"{words.sentence(problem, 'problem')} {words.sentence(problem, 'fix')}"
        lines.append(said[:1].upper() + said[1:])
    return "\n".join(lines)


def _counted(households: pd.DataFrame) -> str:
    counts = left_out(households)
    if not len(counts):
        return words.label("chart.estimates.absent")
    sums = counts[["read", "used", "stands_for", *REASONS]].sum(skipna=False)
    facts = {name: words.number(sums[name], 0) for name in ("read", "used", "stands_for")}
    why = [words.label(f"survey.left_out.{name}", n=words.number(sums[name], 0)) for name in REASONS if sums[name]]
    unused = sums["read"] - sums["used"]
    rest = words.label("survey.left_out.none")
    if unused:
        rest = words.label("survey.left_out.some", n=words.number(unused, 0), why=", ".join(why))
    counted = "survey.left_out" if pd.notna(sums["stands_for"]) else "survey.left_out.uncounted"
    return words.label(counted, **facts) + " " + rest


@takes("estimates")
@bound
def estimate_sentences(estimates: pd.DataFrame, lang: str | None = None) -> list[str]:
    """One sentence per row of `survey.estimates`: share, interval, n, known share, weighting; or why it is withheld.

    >>> san.say.estimates(san.survey.estimates(households, indicators="2020:layak"))[1]
    '[DATA SINTETIS: bukan temuan] Kota Blitar, Akses layak (tangga 2020): 91,7% (selang 88,1–94,5; n = 838,
    berbobot, 99,8% diketahui).'
    """
    return _marked([_estimate(row) for row in estimates.itertuples()], estimates)


def _estimate(row) -> str:
    about = _about(row.domain, row)
    if row.presentation == TANPA_DATA:
        return f"{about}: {words.label('no_data')}."
    if row.presentation == DITAHAN:
        return words.label("survey.sentence.withheld", about=about, n=words.number(row.n, 0), why=reasons(row.presentation_reason))
    value, low, high, known = (words.number(number, 1) for number in (row.value_pct, row.low_pct, row.high_pct, row.known_pct))
    said = words.label(
        "survey.sentence.estimate",
        about=about,
        value=value,
        low=low,
        high=high,
        known=known,
        n=words.number(row.n, 0),
        weighting=words.label(f"weighting.{row.weighting}").lower(),
    )
    return said + (f" {reasons(row.presentation_reason)}." if row.presentation_reason else "")


def reasons(ids: str) -> str:
    """Reasons of `presentation_reason` in words."""
    return "; ".join(words.label(f"reason.{name}") for name in ids.split(";") if name)


@takes("differences")
@bound
def difference_sentences(differences: pd.DataFrame, lang: str | None = None) -> list[str]:
    """How many pairs can be told apart, then one sentence per pair that can, higher one first.

    >>> san.say.differences(san.survey.differences(households))[0]
    '[DATA SINTETIS: bukan temuan] 2 dari 3 pasangan yang dapat disajikan dapat dibedakan; 3 pasangan tidak
    disajikan.'
    """
    shown = _published(differences)
    apart = shown[shown["distinguishable"].eq(True)]
    count = words.label("survey.sentence.pairs", told=len(apart), shown=len(shown), withheld=len(differences) - len(shown))
    sentences = [count, *(_difference(row) for row in apart.itertuples())]
    return _marked(sentences, differences) if len(differences) else []


def _difference(row) -> str:
    up = row.diff_pp > 0
    higher, lower = (row.domain_2, row.domain_1) if up else (row.domain_1, row.domain_2)
    low, high = sorted((abs(row.low_pp), abs(row.high_pp)))
    facts = {name: words.number(value, 1) for name, value in (("points", abs(row.diff_pp)), ("low", low), ("high", high))}
    return words.label("survey.sentence.difference", higher=higher, lower=lower, indicator=words.label(row.indicator), **facts)


@takes("differences")
@bound
def change_sentences(changes: pd.DataFrame, lang: str | None = None) -> list[str]:
    """One sentence per domain and indicator: from, to, by how many points, its interval, and whether chance explains it.

    >>> san.say.changes(san.survey.changes(households, later, indicators="2020:layak"))[-1]
    '[DATA SINTETIS: bukan temuan] Kab. Maros, Akses layak (tangga 2020): 82,8% (contoh-2023) dan 84,1%
    (contoh-2024) tidak dapat dibedakan; +1,3 poin, selang −5,8 sampai +8,4 (n = 399 dan 399).'
    """
    return _marked([_change(row) for row in changes.itertuples()], changes)


def _change(row) -> str:
    about = _about(row.domain, row)
    if " + " in row.instrument:
        return words.label(
            "survey.sentence.change_instrument", about=about, before=row.period_before, after=row.period_after, instruments=row.instrument
        )
    if row.presentation in (TANPA_DATA, DITAHAN) or pd.isna(row.low_pp):
        return words.label("survey.sentence.change_withheld", about=about, before=row.period_before, after=row.period_after)
    apart = bool(row.distinguishable)
    direction = ("up" if row.diff_pp > 0 else "down") if apart else "none"
    signed = {name: words.signed(getattr(row, f"{name}_pp"), 1) for name in ("diff", "low", "high")}
    return words.label(
        f"survey.sentence.change_{direction}",
        about=about,
        before=row.period_before,
        after=row.period_after,
        was=words.number(row.value_before_pct, 1),
        now=words.number(row.value_after_pct, 1),
        n_before=words.number(row.n_before, 0),
        n_after=words.number(row.n_after, 0),
        **signed,
    )


@takes("ranks")
@bound
def rank_sentences(ranks: pd.DataFrame, lang: str | None = None) -> list[str]:
    """One sentence per domain: its rank and the range of ranks the sample leaves.

    >>> san.say.ranks(san.survey.ranks(households))[0]
    '[DATA SINTETIS: bukan temuan] Kota Blitar, Akses layak (tangga 2020): peringkat 1 dari 3, mungkin antara 1 dan
    2.'
    """
    return _marked([_rank(row) for row in ranks[ranks["rank"].notna()].itertuples()], ranks)


def _rank(row) -> str:
    sure = "sure" if row.rank_low == row.rank_high else "range"
    places = {name: words.number(getattr(row, name), 0) for name in ("rank", "rank_low", "rank_high", "of")}
    return words.label(f"survey.sentence.rank_{sure}", about=_about(row.domain, row), **places)


@takes("risk")
@bound
def risk_sentences(index: pd.DataFrame, reasons: pd.DataFrame, by: str = "desa", lang: str | None = None) -> list[str]:
    """What the riskiest areas' index is made of: one sentence per area of `reasons`, its two largest parts named.

    `index` and `reasons` are `survey.risk` and `survey.risk_reasons` of the same areas, `by` the column that names these.

    >>> len(san.say.risk(san.survey.risk(kota), san.survey.risk_reasons(kota)))
    3
    """
    said = [_risk(area, index[index[by].eq(area)].iloc[0], rows) for area, rows in reasons.groupby(by, sort=False)]
    return _marked(said, index) if said else []


def _risk(area: str, found: pd.Series, rows: pd.DataFrame) -> str:
    first, second = rows.iloc[0], rows.iloc[1]
    return words.label(
        "survey.sentence.risk",
        area=area,
        irs=words.number(found["irs"], 0),
        n=words.number(found["n"], 0),
        **{
            f"{name}{what}": said
            for name, row in (("first", first), ("second", second))
            for what, said in (("", row["variable"]), ("_pct", words.number(row["risk_pct"], 0)), ("_n", words.number(row["n"], 0)))
        },
    )


def _marked(sentences: list[str], table: pd.DataFrame) -> list[str]:
    """Sentences that may be copied out of their page say for themselves that they are synthetic."""
    return [f"[{words.label('synthetic')}] {said}" for said in sentences] if table["synthetic"].any() else sentences


def _published(table: pd.DataFrame) -> pd.DataFrame:
    return table[~table["presentation"].isin((TANPA_DATA, DITAHAN)) & table["low_pp"].notna()]


def _about(domain: str, row) -> str:
    ladder = f"chart.ladder.{row.ladder}"
    on = f" ({words.label(ladder)})" if row.ladder and words.has_label(ladder) else ""
    return f"{domain}, {words.label(row.indicator)}{on}"
