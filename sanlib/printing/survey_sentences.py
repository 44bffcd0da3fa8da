"""What a survey's tables say, in sentences computed from them: every share with its interval, n and weighting."""

from __future__ import annotations

import pandas as pd

from sanlib import words
from sanlib.estimation.presentation import NO_DATA, WITHHELD
from sanlib.survey.survey_achievements import estimable, without_error
from sanlib.survey.survey_tables import left_out

REASONS = ("no_stratum", "no_desa", "not_in_frame")


def left_out_sentence(households: pd.DataFrame, lang: str = "id", root=None) -> str:
    """How many households were read, how many the estimates use, what became of the rest, and how many they stand for.

    A region with a stratum of one desa and no rule for it in design.csv follows in a line of its own, with its stratum.
    """
    kept, waiting = estimable(households), without_error(households)
    lines = [_counted(kept, lang, root)] if len(kept) or not waiting else []
    for problem in waiting:
        said = f"{words.sentence(problem, 'problem', lang)} {words.sentence(problem, 'fix', lang)}"
        lines.append(said[:1].upper() + said[1:])
    return "\n".join(lines)


def _counted(households: pd.DataFrame, lang: str, root) -> str:
    counts = left_out(households, root)
    if not len(counts):
        return words.label("chart.estimates.absent", lang)
    sums = counts[["read", "used", "stands_for", *REASONS]].sum()
    facts = {name: words.number(sums[name], 0, lang) for name in ("read", "used", "stands_for")}
    why = [
        words.label(f"survey.left_out.{name}", lang, n=words.number(sums[name], 0, lang))
        for name in REASONS
        if sums[name]
    ]
    unused = sums["read"] - sums["used"]
    rest = words.label("survey.left_out.none", lang)
    if unused:
        rest = words.label("survey.left_out.some", lang, n=words.number(unused, 0, lang), why=", ".join(why))
    return words.label("survey.left_out", lang, **facts) + " " + rest


def estimate_sentences(estimates: pd.DataFrame, lang: str = "id") -> list[str]:
    """One sentence per row of `survey_estimates`: share, interval, n, known share, weighting; or why it is withheld."""
    return _marked([_estimate(row, lang) for row in estimates.itertuples()], estimates, lang)


def _estimate(row, lang: str) -> str:
    about = _about(row.domain, row, lang)
    if row.presentation == NO_DATA:
        return f"{about}: {words.label('no_data', lang)}."
    if row.presentation == WITHHELD:
        return words.label(
            "survey.sentence.withheld",
            lang,
            about=about,
            n=words.number(row.n, 0, lang),
            why=reasons(row.presentation_reason, lang),
        )
    value, low, high, known = (
        words.number(number, 1, lang) for number in (row.value_pct, row.low_pct, row.high_pct, row.known_pct)
    )
    said = words.label(
        "survey.sentence.estimate",
        lang,
        about=about,
        value=value,
        low=low,
        high=high,
        known=known,
        n=words.number(row.n, 0, lang),
        weighting=words.label(f"weighting.{row.weighting}", lang).lower(),
    )
    return said + (f" {reasons(row.presentation_reason, lang)}." if row.presentation_reason else "")


def reasons(ids: str, lang: str) -> str:
    """Reasons of `presentation_reason` in words."""
    return "; ".join(words.label(f"reason.{name}", lang) for name in ids.split(";") if name)


def difference_sentences(differences: pd.DataFrame, lang: str = "id") -> list[str]:
    """How many pairs can be told apart, then one sentence per pair that can, higher one first."""
    shown = _published(differences)
    told = shown[shown["distinguishable"].eq(True)]
    count = words.label(
        "survey.sentence.pairs", lang, told=len(told), shown=len(shown), withheld=len(differences) - len(shown)
    )
    sentences = [count, *(_difference(row, lang) for row in told.itertuples())]
    return _marked(sentences, differences, lang) if len(differences) else []


def _difference(row, lang: str) -> str:
    up = row.diff_pp > 0
    higher, lower = (row.domain_2, row.domain_1) if up else (row.domain_1, row.domain_2)
    low, high = sorted((abs(row.low_pp), abs(row.high_pp)))
    facts = {
        name: words.number(value, 1, lang)
        for name, value in (("points", abs(row.diff_pp)), ("low", low), ("high", high))
    }
    return words.label(
        "survey.sentence.difference",
        lang,
        higher=higher,
        lower=lower,
        indicator=words.label(row.indicator, lang),
        **facts,
    )


def change_sentences(changes: pd.DataFrame, lang: str = "id") -> list[str]:
    """One sentence per domain and indicator: from, to, by how many points, its interval, and whether chance explains it."""
    return _marked([_change(row, lang) for row in changes.itertuples()], changes, lang)


def _change(row, lang: str) -> str:
    about = _about(row.domain, row, lang)
    if " + " in row.instrument:
        return words.label("survey.sentence.change_instrument", lang, about=about, before=row.period_before, after=row.period_after,
                           instruments=row.instrument)
    if row.presentation in (NO_DATA, WITHHELD) or pd.isna(row.low_pp):
        return words.label(
            "survey.sentence.change_withheld", lang, about=about, before=row.period_before, after=row.period_after
        )
    told = bool(row.distinguishable)
    direction = ("up" if row.diff_pp > 0 else "down") if told else "none"
    signed = {name: words.signed(getattr(row, f"{name}_pp"), 1, lang) for name in ("diff", "low", "high")}
    return words.label(
        f"survey.sentence.change_{direction}",
        lang,
        about=about,
        before=row.period_before,
        after=row.period_after,
        was=words.number(row.value_before_pct, 1, lang),
        now=words.number(row.value_after_pct, 1, lang),
        n_before=words.number(row.n_before, 0, lang),
        n_after=words.number(row.n_after, 0, lang),
        **signed,
    )


def rank_sentences(ranks: pd.DataFrame, lang: str = "id") -> list[str]:
    """One sentence per domain: its rank and the range of ranks the sample leaves."""
    return _marked([_rank(row, lang) for row in ranks[ranks["rank"].notna()].itertuples()], ranks, lang)


def _rank(row, lang: str) -> str:
    sure = "sure" if row.rank_low == row.rank_high else "range"
    places = {name: words.number(getattr(row, name), 0, lang) for name in ("rank", "rank_low", "rank_high", "of")}
    return words.label(f"survey.sentence.rank_{sure}", lang, about=_about(row.domain, row, lang), **places)


def risk_sentences(index: pd.DataFrame, reasons: pd.DataFrame, by: str = "desa", lang: str = "id") -> list[str]:
    """What the riskiest areas' index is made of: one sentence per area of `reasons`, its two largest parts named."""
    said = [
        _risk(area, index[index[by].eq(area)].iloc[0], rows, lang) for area, rows in reasons.groupby(by, sort=False)
    ]
    return _marked(said, index, lang) if said else []


def _risk(area: str, found: pd.Series, rows: pd.DataFrame, lang: str) -> str:
    first, second = rows.iloc[0], rows.iloc[1]
    return words.label(
        "survey.sentence.risk",
        lang,
        area=area,
        irs=words.number(found["irs"], 0, lang),
        n=words.number(found["n"], 0, lang),
        **{
            f"{name}{what}": said
            for name, row in (("first", first), ("second", second))
            for what, said in (
                ("", row["variable"]),
                ("_pct", words.number(row["risk_pct"], 0, lang)),
                ("_n", words.number(row["n"], 0, lang)),
            )
        },
    )


def _marked(sentences: list[str], table: pd.DataFrame, lang: str) -> list[str]:
    """Sentences that may be copied out of their page say for themselves that they are synthetic."""
    return (
        [f"[{words.label('synthetic', lang)}] {said}" for said in sentences] if table["synthetic"].any() else sentences
    )


def _published(table: pd.DataFrame) -> pd.DataFrame:
    return table[~table["presentation"].isin((NO_DATA, WITHHELD)) & table["low_pp"].notna()]


def _about(domain: str, row, lang: str) -> str:
    ladder = f"chart.ladder.{row.ladder}"
    on = f" ({words.label(ladder, lang)})" if row.ladder and words.has_label(ladder) else ""
    return f"{domain}, {words.label(row.indicator, lang)}{on}"
