"""What became of targets and verdicts between two runs or periods."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sanlib import words
from sanlib.compare.causes import TARGET

SET = ["target_set", "indicator", "ladder"]


def moved(before: pd.DataFrame, after: pd.DataFrame, same: bool) -> Iterator[dict]:
    """Targets that differ, once a target set, indicator and ladder; one that begins or ends to apply has no change."""
    old, new = (gaps[gaps["target_pct"].notna()].drop_duplicates(SET).set_index(SET) for gaps in (before, after))
    for name in sorted(set(old.index) | set(new.index)):
        was, now = (side.loc[name] if name in side.index else None for side in (old, new))
        if was is None or now is None:
            yield _start(name) | {
                "old": None if was is None else was["target_pct"],
                "new": None if now is None else now["target_pct"],
                "comparable": False,
                "why": words.label("why.target_new" if was is None else "why.target_gone"),
            }
        elif was["target_pct"] != now["target_pct"]:
            yield _start(name) | _change(was, now, same)


def _start(name: tuple) -> dict:
    own = {"synthetic": False, "file": "data/raw/reference/targets.csv"}
    return dict(zip(SET, name, strict=True)) | dict.fromkeys(("measure", "cause", "causes"), TARGET) | own


def _change(was, now, same: bool) -> dict:
    sentence = (
        words.label("why.target_edited")
        if same
        else words.label("why.target_year", old=f"{was['target_year']:.0f}", new=f"{now['target_year']:.0f}")
    )
    return {
        "old": was["target_pct"],
        "new": now["target_pct"],
        "comparable": True,
        "why": sentence,
        "change_pp": round(now["target_pct"] - was["target_pct"], 6),
    }


def verdict_changes(before: pd.DataFrame, after: pd.DataFrame, key: list[str]) -> dict[tuple, str]:
    """What became of each figure's verdicts, by its key and ladder: "Jakstranas: belum -> tercapai; ..."."""
    own = [*key, "ladder", "target_set"]
    both = before.drop_duplicates(own)[[*own, "verdict"]].merge(
        after.drop_duplicates(own)[[*own, "verdict"]], on=own, suffixes=("_old", "_new"), validate="one_to_one"
    )
    changed = both[both["verdict_old"].ne(both["verdict_new"])]
    verdicts: dict[tuple, list[str]] = {}
    for row in changed.itertuples():
        old, new = (words.label(f"verdict.{verdict}") for verdict in (row.verdict_old, row.verdict_new))
        verdicts.setdefault(tuple(getattr(row, name) for name in (*key, "ladder")), []).append(f"{row.target_set}: {old} -> {new}")
    return {figure: "; ".join(texts) for figure, texts in verdicts.items()}
