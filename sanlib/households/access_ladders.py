"""From answers to rungs: the 2020 ladder, the 2015 ladder, JMP and the handling of waste, side by side.

Which answers make which rung is ladder_rules.csv (the first row that matches wins), which rungs make which class of
which ladder is ladder_classes.csv. Both are our own profiles: no guide prints these rules.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sanlib.reference import codebook, conditions

UNCLASSIFIED = codebook.UNCLASSIFIED
SIDE_BY_SIDE = ("2020", "2015", "jmp")


def column(ladder: str) -> str:
    """The column of `households` that holds a ladder's rungs: "rung_2020"."""
    return "rung_" + ladder.replace(" ", "_")


def ladders(households: pd.DataFrame, switches: Iterable[str] = (), folder=None) -> pd.DataFrame:
    """The households with a rung on every ladder; one that fits no rule, or did not answer, is tidak_terklasifikasi.

    `switches` are the variants of ladder_rules.csv to turn on: "mck_komunal", "tangki_muda",
    "pengurasan_wajib_diketahui", "jmp_in_situ".
    """
    columns = _unclassified(households, folder)
    for form, mine in codebook.by_form(households):
        classes = classes_of(form, folder)
        rungs = {profile: rung(households[mine], profile, switches, folder) for profile in classes["profile"].unique()}
        for ladder, rows in classes.groupby("ladder", sort=False):
            columns[column(ladder)][mine] = _classed(rungs[rows["profile"].iloc[0]], rows)
    return households.assign(**columns)


def without_unclassified(households: pd.DataFrame) -> pd.DataFrame:
    """Rungs with tidak_terklasifikasi as blank: it is neither yes nor no."""
    found = [name for name in households if name.startswith("rung_")]
    return households.assign(**{name: households[name].where(households[name].ne(UNCLASSIFIED)) for name in found})


def _unclassified(households: pd.DataFrame, folder) -> dict[str, pd.Categorical]:
    """Every ladder with all households unclassified; its classes are those that the forms of these households can tell apart."""
    known = pd.concat([classes_of(form, folder) for form, _ in codebook.by_form(households)])
    ladders = dict.fromkeys(codebook.table("ladder_classes.csv", folder)["ladder"])
    return {
        column(ladder): pd.Categorical(
            np.full(len(households), UNCLASSIFIED, dtype=object),
            categories=list(dict.fromkeys([*known.loc[known["ladder"].eq(ladder), "class"], UNCLASSIFIED])),
        )
        for ladder in ladders
    }


def classes_of(form: str, folder=None) -> pd.DataFrame:
    """The classes a form's answers can tell apart: the rows of ladder_classes.csv with one of the form's profiles."""
    return codebook.made_of((classes_of, form), ("forms.csv", *codebook.CLASSES), folder, lambda: _classes_of(form, folder)).copy()


def _classes_of(form: str, folder) -> pd.DataFrame:
    profiles = codebook.forms(folder).loc[form, "profiles"].split("|")
    table = codebook.table("ladder_classes.csv", folder)
    return table[table["profile"].isin(profiles)]


def rung(households: pd.DataFrame, profile: str, switches: Iterable[str] = (), folder=None) -> np.ndarray:
    """The finest rung of each household under one profile: the first rule that certainly holds.

    Where an earlier rule of another rung asks for a ticked letter that cannot be read, the household may stand on that rung
    as well: it is tidak_terklasifikasi. A blank answer to any other question passes to the next rule, as the profile says.
    """
    found = np.full(len(households), UNCLASSIFIED, dtype=object)
    possible, decided = np.full(len(households), "", dtype=object), np.zeros(len(households), dtype=bool)
    for rule in rules(profile, switches, folder).itertuples():
        held = conditions.holds(rule.condition, households) & ~decided
        found[held & np.isin(possible, ["", rule.rung])] = rule.rung
        decided |= held
        if conditions.asks_letters(rule.condition):
            maybe = np.asarray(pd.isna(conditions.evaluate(rule.condition, households))) & ~decided
            possible[maybe] = np.where(np.isin(possible[maybe], ["", rule.rung]), rule.rung, SEVERAL)
    return found


SEVERAL = "beberapa"


def switches_known(folder=None) -> list[str]:
    """The variants that ladder_rules.csv offers as switches, in its order."""
    when = codebook.table("ladder_rules.csv", folder)["when"].str.removeprefix("not ")
    return list(dict.fromkeys(when[when.ne("")]))


def rules(profile: str, switches: Iterable[str] = (), folder=None) -> pd.DataFrame:
    """The rules of a profile in order, with these switches on and all others off."""
    switches = set(switches)
    rules, known = codebook.table("ladder_rules.csv", folder), set(switches_known(folder))
    if switches - known:
        raise ValueError(f"switch {sorted(switches - known)}: ladder_rules.csv knows {', '.join(sorted(known))}")
    rules = rules[rules["profile"].eq(profile)].assign(order=lambda rows: rows["order"].astype(int)).sort_values("order")
    on = {"", *switches, *(f"not {switch}" for switch in known - switches)}
    return rules[rules["when"].isin(on)]


def _classed(rungs: np.ndarray, rows: pd.DataFrame) -> list[str]:
    of = {rung: row["class"] for _, row in rows.iterrows() for rung in row["rungs"].split("|")}
    return [of[rung] for rung in rungs]


def side_by_side(
    households: pd.DataFrame, ladders: Iterable[str] = SIDE_BY_SIDE, weight: str | None = "weight", folder=None
) -> pd.DataFrame:
    """The same households under each definition: one row per ladder and class, with n and share (0-100) of all of them.

    Every class of a ladder is a row, tidak_terklasifikasi and empty ones too: the n of a ladder add up to the households.
    `weight=None` counts each household once, as old EHRA reports do.
    """
    classes = codebook.table("ladder_classes.csv", folder)
    return pd.concat([_shares(households, ladder, weight) for ladder in ladders if ladder in set(classes["ladder"])], ignore_index=True)


def _shares(households: pd.DataFrame, ladder: str, weight: str | None) -> pd.DataFrame:
    rungs = households[column(ladder)]
    weights = pd.Series(1.0, index=households.index) if weight is None else households[weight]
    counted = pd.DataFrame({"rung": rungs, "weight": weights}).groupby("rung", observed=False)["weight"]
    sums = counted.agg(["size", "sum"])
    return pd.DataFrame(
        {
            "ladder": ladder,
            "class": sums.index.astype(str),
            "n": sums["size"].to_numpy(),
            "share_pct": 100 * sums["sum"].to_numpy() / weights.sum(),
            "weighted": weight is not None,
        }
    )
