"""Causes of a change in a figure: what differs between its two rows and between the two runs, each with its effect in points."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from sanlib import words
from sanlib.judging import flags
from sanlib.periods import manifest
from sanlib.reading.numerals import numeral

DATA, REVISION, CORRECTION, BASE, WEIGHTS = "data", "revisi", "koreksi", "pembagi", "bobot"
DEFINITION, TARGET, BREAK, REPORTER, FLAG, UNKNOWN = "definisi", "target", "patahan", "pelapor", "bendera", "tidak diketahui"
ORDER = (DATA, REVISION, CORRECTION, BASE, WEIGHTS, DEFINITION, TARGET, BREAK, REPORTER, FLAG, UNKNOWN)
DEFINITIONS = ("bounds.csv", "indicators.csv", "headers.csv", "layouts.csv", "name_parts.csv", "regions.csv")
SURVEY_DEFINITIONS = tuple(
    """
    survey/answers.csv survey/codebook.csv survey/forms.csv survey/indicators.csv survey/items.csv survey/ladder_classes.csv
    survey/ladder_rules.csv survey/repeats.csv survey/spellings.csv survey/spelling_rules.csv
    """.split()
)
SURVEY_CHOICES = ("survey/design.csv",)
"""How a survey's error is computed and which shares are shown: these move intervals, flags and verdicts, never a share."""
FRAME = "daftar desa"
"""What a survey's list of desa and households is recognised as in a manifest; the weights come from it."""
NOTHING = 5e-7
"""Half a unit of the sixth decimal, to which tables are rounded."""
NEGLIGIBLE = 0.005
"""An effect that prints as 0.00 is not named where another is."""


class Cause(NamedTuple):
    """A cause (one of ORDER), the sentence of labels.csv that tells it with its blanks, and its own effect in points."""

    name: str
    label: str
    blanks: dict = {}
    effect: float | None = None


class Known(NamedTuple):
    """Both runs' manifests, whether they are of the same period, and the indicators that complete another to 100."""

    old: dict
    new: dict
    same: bool
    complements: frozenset[str] = frozenset()

    def changed(self, names: Iterable[str]) -> list[str]:
        """Which of these reference tables are not the same in both runs."""
        before, after = (side.get("reference", {}) for side in (self.old, self.new))
        return [name for name in names if manifest.fingerprint(before.get(name)) != manifest.fingerprint(after.get(name))]

    def files_changed(self, files: Iterable[str]) -> list[str]:
        """Which of these files have other bytes in the two runs, or are in only one of them."""
        before, after = (self._fingerprints(side) for side in (self.old, self.new))
        return [file for file in files if before.get(file) != after.get(file)]

    def frames_changed(self) -> list[str]:
        """Lists of desa that differ or are in only one of the runs: the weights rest on them."""
        frames = {
            one["file"]
            for side in (self.old, self.new)
            for one in side.get("inputs", [])
            if any(kind == FRAME for _, kind in one.get("layouts", []))
        }
        return self.files_changed(sorted(frames))

    def corrected(self, row) -> list[tuple[dict, int]]:
        """Corrections of this row's files and sheet rows that only one run applied: +1 in the new run, -1 in the old."""
        before, after = (side.get("corrections", []) for side in (self.old, self.new))
        only = [(one, 1) for one in after if one not in before] + [(one, -1) for one in before if one not in after]
        return [(one, side) for one, side in only if _touches(one, row, "new" if side > 0 else "old")]

    @staticmethod
    def _fingerprints(side: dict) -> dict[str, str]:
        return side.get("beside", {}) | {one["file"]: one["sha256"] for one in side.get("inputs", [])}


def files(row, side: str) -> list[str]:
    """The files a figure came from; a survey's may be several."""
    return [file for file in str(getattr(row, f"file_{side}")).split("; ") if file]


def _touches(correction: dict, row, side: str) -> bool:
    """Whether a correction stands in the row of the sheet a figure came from (its base stands beside it)."""
    name = correction["file"].replace("\\", "/")
    if not any(file.endswith(name) for file in files(row, side)):
        return False
    rows = {_row(cell) for cell in str(getattr(row, f"cell_{side}")).split("+")} - {""}
    return not rows or _row(correction["cell"]) in rows


def _row(cell: str) -> str:
    found = re.search(r"\d+", cell)
    return found[0] if found else ""


def barrier(row, known: Known) -> str:
    """The reason why two figures must not be subtracted (another ladder or basis, a break, a wrong figure); "" where they may."""
    if row.ladder_old != row.ladder_new:
        return words.label("why.ladder", old=row.ladder_old, new=row.ladder_new)
    if row.basis_old != row.basis_new:
        return words.label("why.basis", old=_basis(row.basis_old), new=_basis(row.basis_new))
    if known.same:
        return ""
    doing = flags.breaking()
    broken = {name for name in row.flag_new.split(";") if doing.get(name) == "before"}
    broken |= {name for name in f"{row.flag_old};{row.flag_new}".split(";") if doing.get(name) == "isolated"}
    return flags_named(";".join(sorted(broken))) if broken else ""


def _basis(basis: str) -> str:
    return words.label_or(f"basis.{basis}", basis)


def flags_named(flags: str) -> str:
    """Flags in words; none is a dash."""
    return ", ".join(words.label(f"flag.{name}") for name in flags.split(";") if name) or "–"


def causes(row, known: Known, parts: dict[str, float] | None, revised) -> list[Cause]:
    """Every cause of a moved figure with what was seen and, where it can be told apart, its effect in points.

    `parts` are a survey's effects by cause; `revised` the old year's figure as its source gives it now, None where that
    did not change.
    """
    change = row.value_pct_new - row.value_pct_old
    found = []
    if row.value_pct_old != row.value_pct_new:
        found = _of_survey(row, known, parts) if row.basis_new == "survei" else _of_count(row, known, revised)
        found = _shared(found, change)
    chosen = known.changed(SURVEY_CHOICES) if row.basis_new == "survei" and known.same else []
    if chosen and row.value_pct_old == row.value_pct_new:
        found.append(Cause(DEFINITION, "why.definisi", {"tables": ", ".join(chosen)}))
    if row.flag_old != row.flag_new:
        found.append(Cause(FLAG, "why.bendera", {"old": flags_named(row.flag_old), "new": flags_named(row.flag_new)}))
    still = change == 0 or change != change
    return found or [Cause(TARGET, "why.verdict_only") if still else Cause(UNKNOWN, "why.unknown")]


def of_withheld(row, known: Known) -> list[Cause]:
    """The causes that can be named for a row with a withheld figure without revealing it: changed rules, changed flags."""
    chosen = known.changed(SURVEY_CHOICES) if known.same else []
    found = [Cause(DEFINITION, "why.definisi", {"tables": ", ".join(chosen)})] if chosen else []
    named = {"old": flags_named(row.flag_old), "new": flags_named(row.flag_new)}
    return [*found, Cause(FLAG, "why.bendera", named)]


def _of_count(row, known: Known, revised) -> list[Cause]:
    """Causes of a count or a published figure: corrections, a revision, the cells, the base, the definitions."""
    corrected = [_correction(one, side, row, known) for one, side in known.corrected(row)]
    effect = _base_effect(row, revised, known)
    by_base = effect is not None and not any(abs((one.effect or 0) - effect) < NOTHING for one in corrected)
    bases = {side: words.number(base, None) for side, base in (("old", row.base_old), ("new", row.base_new))}
    base = [Cause(BASE, "why.pembagi", bases | {"unit": words.unit(row.base_unit_new)}, effect)] if by_base else []
    explained = sum(one.effect or 0 for one in [*corrected, *base])
    whole = abs(row.value_pct_new - row.value_pct_old - explained) < NOTHING and all(one.effect is not None for one in corrected)
    if not known.same:
        return [Cause(DATA, "why.data", {"old": row.period_old, "new": row.period_new}), *_revision(revised, row), *corrected, *base]
    seen = [] if corrected and whole else _of_runs(row, known, bool(corrected))
    return [*seen, *corrected, *base]


def _of_runs(row, known: Known, corrected: bool) -> list[Cause]:
    """Where both runs are of one period: a newer export, a changed workbook, changed definitions."""
    changed = known.files_changed(files(row, "new"))
    if row.export_date_old != row.export_date_new:
        return [Cause(REVISION, "why.revisi", {"old": row.export_date_old or "?", "new": row.export_date_new or "?"})]
    found = [Cause(DATA, "why.file", {"file": _names(changed), "cell": row.cell_new})] if changed else []
    tables = known.changed(DEFINITIONS)
    return found + ([Cause(DEFINITION, "why.definisi", {"tables": ", ".join(tables)})] if tables and not corrected else [])


def _revision(revised, row) -> list[Cause]:
    """What the source now says of the old year, as part of the change."""
    if revised is None:
        return []
    return [
        Cause(
            REVISION,
            "why.revised",
            {
                "period": row.period_old,
                "old": words.number(row.value_pct_old, 2),
                "new": words.number(revised.value_pct, 2),
                "export": revised.export_date or "?",
            },
            revised.value_pct - row.value_pct_old,
        )
    ]


def _of_survey(row, known: Known, parts: dict[str, float] | None) -> list[Cause]:
    """Causes of a survey's figure: other answers, other weights, other definitions; with households at hand, each measured."""
    corrected = [Cause(CORRECTION, "why.koreksi", _cells(one), 0.0 if parts else None) for one, _ in known.corrected(row)]
    seen = _seen(row, known)
    if parts:
        largest = max(abs(effect) for effect in parts.values())
        seen = {
            name: seen.get(name, Cause(name, f"why.{name}_alone"))._replace(effect=effect)
            for name, effect in parts.items()
            if abs(effect) >= min(NEGLIGIBLE, largest)
        }
    return [*seen.values(), *corrected]


def _seen(row, known: Known) -> dict[str, Cause]:
    """What may have moved a survey's figure, by the files and tables that differ."""
    if not known.same:
        return {DATA: Cause(DATA, "why.data", {"old": row.period_old, "new": row.period_new})}
    changed = known.files_changed(dict.fromkeys([*files(row, "old"), *files(row, "new")]))
    frames, tables = known.frames_changed(), known.changed(SURVEY_DEFINITIONS)
    found = [Cause(DATA, "why.file", {"file": _names(changed), "cell": ""})] if changed else []
    found += [Cause(WEIGHTS, "why.bobot", {"files": _names(frames)})] if frames else []
    found += [Cause(DEFINITION, "why.definisi", {"tables": ", ".join(tables)})] if tables else []
    return {one.name: one for one in found}


def _names(paths: list[str]) -> str:
    return ", ".join(path.rpartition("/")[2] for path in paths)


def _correction(one: dict, side: int, row, known: Known) -> Cause:
    """A correction with its effect, where the corrected cell is known to be the share, the amount or the base."""
    old, new = _number(one["old"]), _number(one["new"])
    effect = None if old is None or new is None else _corrected(row, "new" if side > 0 else "old", old, new, known)
    return Cause(CORRECTION, "why.koreksi" if side > 0 else "why.koreksi_gone", _cells(one), None if effect is None else side * effect)


def _corrected(row, side: str, old: float, new: float, known: Known) -> float | None:
    """What a cell corrected from old to new does to a figure whose row holds the new one; None where it is another cell."""
    value, base = getattr(row, f"value_pct_{side}"), getattr(row, f"base_{side}")
    amount, sign = _amount_and_sign(row, side, known)
    if _same(new, value):
        return new - old
    if _same(new, amount) and base:
        return sign * 100 * (new - old) / base
    return sign * 100 * amount * (1 / new - 1 / old) if _same(new, base) and new and old else None


def _amount_and_sign(row, side: str, known: Known) -> tuple[float, int]:
    """The amount a source gives, and how the figure moves with it: a complement is the base less that amount."""
    amount, base = getattr(row, f"amount_{side}"), getattr(row, f"base_{side}")
    return (base - amount, -1) if row.indicator in known.complements else (amount, 1)


def _cells(one: dict) -> dict[str, str]:
    return {"cell": one["cell"], "old": one["old"] or "–", "new": one["new"] or "–", "who": one.get("who") or "?"}


def _base_effect(row, revised, known: Known) -> float | None:
    """What the moved base alone does: the new amount on the new base, less the new amount on the old base."""
    before, after = row.base_old if revised is None else revised.base, row.base_new
    amount, sign = _amount_and_sign(row, "new", known)
    if not before or not after or before == after or any(math.isnan(number) for number in (before, after, amount)):
        return None
    return sign * 100 * amount * (1 / after - 1 / before)


def _shared(found: list[Cause], change: float) -> list[Cause]:
    """Causes with their effects: where one alone has no measured effect it gets the remainder; one without any effect is left out."""
    open_ones = [one for one in found if one.effect is None]
    if len(open_ones) == 1:
        rest = change - sum(one.effect for one in found if one.effect is not None)
        found = [one._replace(effect=rest) if one is open_ones[0] else one for one in found]
    moved = [one for one in found if one.effect is None or abs(one.effect) >= NOTHING or one.name == CORRECTION]
    return sorted(moved, key=lambda one: ORDER.index(one.name))


def main(found: list[Cause]) -> str:
    """The main cause: the one with the largest effect, else the first in ORDER."""
    measured = [one for one in found if one.effect]
    return max(measured, key=lambda one: abs(one.effect)).name if measured else found[0].name


def sentence(found: list[Cause]) -> str:
    """The causes as text: each with its effect and what was seen; those that cannot be told apart say so."""
    said = [_said(one) for one in found]
    together = sum(one.effect is None and one.name not in (FLAG, UNKNOWN) for one in found) > 1
    return "; ".join(said) + (f" ({words.label('why.together')})" if together else "")


def _said(one: Cause) -> str:
    effect = f" {words.signed_points(one.effect)}" if one.effect is not None and abs(one.effect) >= NOTHING else ""
    return f"{words.label(f'cause.{one.name}')}{effect}: {words.label(one.label, **one.blanks)}"


def _number(text: str) -> float | None:
    found = numeral(text)
    return None if found is None or found.ambiguous else found.value("")


def _same(one: float, other: float) -> bool:
    return other == other and abs(one - other) <= NOTHING
