"""Why a figure moved: what differs between two rows and between the two runs that made them."""

from __future__ import annotations

from typing import NamedTuple

from sanlib.rerun.pace import LEFT_OUT, STARTS_ANEW

DEFINITIONS = ("indicators.csv", "headers.csv", "layouts.csv", "ladders.csv")
WEIGHTS = ("weights.csv", "frame.csv")


class Known(NamedTuple):
    """Both runs' manifests, and whether they are of the same period."""

    old: dict
    new: dict
    same: bool

    def changed(self, names: tuple[str, ...]) -> list[str]:
        """Which of these reference tables are not the same in both runs."""
        before, after = (side.get("reference", {}) for side in (self.old, self.new))
        return [name for name in names if before.get(name) != after.get(name)]

    def file_changed(self, file: str) -> bool:
        """Whether a workbook's bytes differ between the runs, or only one of them had it."""
        return self._fingerprint(self.old, file) != self._fingerprint(self.new, file)

    def corrected(self, row) -> list[dict]:
        """Corrections of this row's workbook that only one of the runs applied."""
        before, after = (side.get("corrections", []) for side in (self.old, self.new))
        either = [one for one in before + after if (one in before) != (one in after)]
        return [one for one in either if row.file_new.endswith(one["file"]) and one["cell"] in row.cell_new.split("+")]

    @staticmethod
    def _fingerprint(side: dict, file: str) -> str | None:
        return next((one["sha256"] for one in side.get("inputs", []) if one["file"] == file), None)


def barrier(row, known: Known) -> str:
    """Why two figures must not be subtracted, "" where they may: another ladder or basis, a break, a wrong figure."""
    if row.ladder_old != row.ladder_new:
        return f"tangga {row.ladder_old} -> {row.ladder_new}"
    if row.basis_old != row.basis_new:
        return f"{row.basis_old} -> {row.basis_new}"
    if known.same:
        return ""
    broken = (STARTS_ANEW & set(row.flag_new.split(";"))) | (LEFT_OUT & set(f"{row.flag_old};{row.flag_new}".split(";")))
    return ", ".join(sorted(broken))


def causes(row, known: Known) -> list[tuple[str, str]]:
    """Every cause of a moved figure with what was seen, the most particular first."""
    found = [("koreksi", f"{one['cell']} {one['old']} -> {one['new']}") for one in known.corrected(row)]
    if row.value_pct_old != row.value_pct_new:
        found += _of_the_row(row, known, bool(found)) or _of_the_run(known)
    if row.flag_old != row.flag_new:
        found.append(("bendera", f"{row.flag_old or '-'} -> {row.flag_new or '-'}"))
    return found or [("tidak diketahui", "-")]


def _of_the_row(row, known: Known, corrected: bool) -> list[tuple[str, str]]:
    """Causes seen in the row itself: a newer export, a changed base, a changed cell, or the next period's figure."""
    found = []
    if known.same and row.export_date_old != row.export_date_new:
        found.append(("revisi", f"{row.export_date_old or '?'} -> {row.export_date_new or '?'}"))
    elif not known.same:
        found.append(("data", f"{row.period_old} -> {row.period_new}"))
    elif known.file_changed(row.file_new) and not corrected:
        found.append(("data", f"{row.file_new} {row.cell_new}".strip()))
    if row.base_old == row.base_old and row.base_new == row.base_new and row.base_old != row.base_new:
        effect = row.value_pct_new - 100 * row.amount_new / row.base_old if row.base_old else float("nan")
        found.append(("pembagi", f"{row.base_old:g} -> {row.base_new:g} {row.base_unit_new} ({effect:+.2f})"))
    return found


def _of_the_run(known: Known) -> list[tuple[str, str]]:
    """Where the workbook is the same, what the runs were made with: weights or definitions."""
    named = [("bobot", known.changed(WEIGHTS)), ("definisi", known.changed(DEFINITIONS))]
    return [(cause, ", ".join(tables)) for cause, tables in named if tables]
