"""The households a survey's figure counts: which rows of which file, what each answered, how many each stands for."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib import words
from sanlib.households import access_ladders, design_columns
from sanlib.households import read_households as reader
from sanlib.judging import flags, gap
from sanlib.project import folders
from sanlib.reference import codebook, corrections, regions
from sanlib.survey import survey_achievements, survey_indicators
from sanlib.trail.complete_row import whole

COLUMNS = ("file", "sheet", "row", "region_code", "desa", "stratum", "rung", "in_denominator", "answer", "weight")
UNKNOWN = access_ladders.UNCLASSIFIED


class Sample(NamedTuple):
    """The households of a period as they are estimated, measured on every indicator, and the list of desa behind the weights."""

    households: pd.DataFrame
    frame: pd.DataFrame


def is_survey(row: pd.Series) -> bool:
    """Whether a row is an estimate from households that lie in the project."""
    row = whole(row)
    return row["basis"] == survey_achievements.BASIS and bool(_folder(row))


def households(row: pd.Series) -> pd.DataFrame:
    """Every household in a survey estimate's domain: file, sheet, row, its rung, its answer (1 yes, 0 no, blank unknown).

    `weight` is in households (KK) it stands for; value_pct = 100 x weight of the yes / weight of the yes and no, over
    rows `in_denominator`. No personal data: those never leave the reader. None where the region's files were set aside.
    """
    row = whole(row)
    if flags.CONTESTED in row["flag"].split(";"):
        return pd.DataFrame(columns=list(COLUMNS))
    mine = _mine(row)
    name = survey_indicators.column(row["ladder"], row["indicator"])
    ladder = access_ladders.column(row["ladder"]) if row["ladder"] else ""
    rung = mine[ladder].astype(str) if ladder in mine else ""
    answer = mine[name] if name in mine else _in_class(mine[ladder], row["rung"])
    base = mine[f"di antara {name}"].astype(bool) if name in mine else True
    return mine.assign(rung=rung, answer=answer, in_denominator=base)[list(COLUMNS)].reset_index(drop=True)


def _mine(row: pd.Series) -> pd.DataFrame:
    """The households of a row's domain as they are measured, every column."""
    found = _sample(_folder(row)).households
    return found[_domain(found, row)]


def _forms(row: pd.Series) -> list[str]:
    return [form for form, _ in codebook.by_form(_mine(row))]


def _in_class(rung: pd.Series, wanted: str) -> pd.Series:
    """For a definition's bar, where every class is drawn: in the class or not, the unclassified not."""
    return rung.astype(str).eq(wanted).astype(float)


def _folder(row: pd.Series) -> str:
    """The period's folder in data/raw that the row's files lie in; blank where the row names none."""
    named = (row.get("file") or row.get("source") or "").split("; ")[0].split(", ")[0]
    parts = named.split("/")
    return parts[2] if parts[:2] == ["data", "raw"] and len(parts) > 3 else ""


def _domain(table: pd.DataFrame, row: pd.Series) -> pd.Series:
    """The households of the region, or of the domain an estimate names by its columns and codes."""
    if row.get("domain_by"):
        columns, codes = row["domain_by"].split("+"), str(row["domain_code"]).split("+")
        return pd.concat([table[c].astype(str).eq(code) for c, code in zip(columns, codes, strict=True)], axis=1).all(axis=1)
    code = row["region_code"] or next(iter(regions.candidates(row["region"], regions.PLACES)), "")
    return table["desa" if _of_desa(row) else "region_code"].eq(code)


def _of_desa(row: pd.Series) -> bool:
    """Whether a row of gaps is one desa's: with which clusters it was estimated stands nowhere in it."""
    return not row.get("domain_by") and regions.VILLAGE.fullmatch(row["region_code"]) is not None


def _sample(period: str) -> Sample:
    folder = folders.raw(period)
    return _measured(period, folders.root(), *_stamps(folder), *_stamps(folder.parent / "reference" / "survey"))


def _stamps(folder: Path) -> list[tuple]:
    return [(path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in sorted(folder.iterdir()) if path.is_file()]


@functools.lru_cache(maxsize=4)
def _measured(period: str, root: Path, *_changed) -> Sample:
    survey = reader.read_period(period, root)
    placed = survey_achievements.designed(survey.households, lonely="adjust").households
    measured = survey_achievements.measured(reader.placed(placed, period))
    frame = pd.DataFrame(columns=["desa", "file", "cell"]) if survey.frame is None else survey.frame
    return Sample(measured, reader.placed(frame, period))


def steps(row: pd.Series) -> list[tuple[str, str]]:
    """What a survey's figure adds to its trail: rows counted, answers, rule, weights, design; of a withheld one not how
    many said yes, which is the figure."""
    counted, hidden = households(row), gap.withheld(pd.DataFrame([row])).iloc[0]
    if not len(counted):
        return [("rows", f"{row['file']} > {row['sheet']}")]
    return [
        ("rows", _rows(counted)),
        ("answers", words.label("withheld") if hidden else _answers(counted)),
        ("weighted", words.label("withheld") if hidden else _weighted(counted)),
        ("rule", _rule(row)),
        ("weights", _weights(counted, row)),
        ("base", _base(row)),
        ("design", "" if _of_desa(row) else _design(counted)),
        ("corrections", _corrections(counted, row)),
    ]


def _corrections(counted: pd.DataFrame, row: pd.Series) -> str:
    """Every correction applied to the households counted."""
    regions_in, files = counted["region_code"].dropna().unique(), list(counted["file"].unique())
    return corrections.as_text([one for code in regions_in for one in reader.corrected_for(code, files, _folder(row))])


def _rows(counted: pd.DataFrame) -> str:
    texts = [
        words.label(
            "explain.rows_of",
            file=file,
            sheet=sheet,
            count=words.number(len(rows), 0),
            first=f"{rows['row'].min():.0f}",
            last=f"{rows['row'].max():.0f}",
        )
        for (file, sheet), rows in counted.groupby(["file", "sheet"], sort=True)
    ]
    return "; ".join(texts)


def _answers(counted: pd.DataFrame) -> str:
    inside = counted[counted["in_denominator"]]
    counts = {"yes": inside["answer"].eq(1).sum(), "no": inside["answer"].eq(0).sum(), "unknown": inside["answer"].isna().sum()}
    return words.label(
        "explain.answered",
        outside=words.number(len(counted) - len(inside), 0),
        **{name: words.number(count, 0) for name, count in counts.items()},
    )


def _weighted(counted: pd.DataFrame) -> str:
    known = counted[counted["in_denominator"] & counted["answer"].notna()]
    yes = known.loc[known["answer"].eq(1), "weight"].sum()
    if not known["weight"].sum():
        return ""
    return (
        f"{words.number(yes, 2)} / {words.number(known['weight'].sum(), 2)} {words.unit('KK')} × 100 = "
        f"{words.percent(100 * yes / known['weight'].sum(), 2)}"
    )


def _rule(row: pd.Series) -> str:
    """The definition of an indicator in words: when a household counts, its denominator, unknown answers, the answers of each rung."""
    if row.get("rung"):
        wanted, said = (
            {row["rung"]},
            words.label("explain.rung", ladder=words.ladder(row["ladder"]), rung=words.label_or(row["rung"], row["rung"])),
        )
    else:
        known = survey_indicators.definitions()
        one = known[known["ladder"].eq(row["ladder"]) & known["indicator"].eq(row["indicator"])].iloc[0]
        wanted = set(one["yes"].rpartition(" ")[2].split(",")) if one["yes"].startswith("rung_") else set()
        said = words.label("explain.rule_of", yes=one["yes"], base=one["base"] or words.label("explain.everyone"), source=one["source"])
    answers = _answers_of(row["ladder"], wanted, _forms(row))
    return " ".join([said, words.label("explain.first"), answers]) if answers else said


def _answers_of(ladder: str, wanted: set[str], forms: list[str]) -> str:
    """The rows of ladder_rules.csv by which these forms' answers lead to these classes, in the order in which they are tried."""
    classes = pd.concat([access_ladders.classes_of(form) for form in forms]).drop_duplicates()
    mine = classes[classes["ladder"].eq(ladder) & classes["class"].isin(wanted)]
    finest = {rung for names in mine["rungs"] for rung in names.split("|")}
    rules = codebook.table("ladder_rules.csv")
    used = rules["when"].eq("") | rules["when"].str.startswith("not ")  # the variants are off unless an analyst asks
    rules = rules[used & rules["profile"].isin(mine["profile"]) & rules["rung"].isin(finest)]
    return "; ".join(f"[{r.profile} {r.order}] {r.rung}: {r.condition}" for r in rules.itertuples())


def _weights(counted: pd.DataFrame, row: pd.Series) -> str:
    low, high = counted["weight"].min(), counted["weight"].max()
    given = _mine(row).get(design_columns.GIVEN)
    if given is not None and given.notna().any():
        return words.label(
            "explain.weights_given",
            column="; ".join(f"{form}: {_weight_column(form)}" for form in _forms(row)),
            low=words.number(low, 2),
            high=words.number(high, 2),
            total=words.number(counted["weight"].sum(), 2),
        )
    frame = _sample(_folder(row)).frame
    files = sorted(set(frame.loc[frame["desa"].isin(counted["desa"]), "file"]))
    return words.label(
        "explain.weights_of",
        low=words.number(low, 2),
        high=words.number(high, 2),
        total=words.number(counted["weight"].sum(), 0),
        files=", ".join(files),
    )


def _weight_column(form: str) -> str:
    """How a form's own weight stands in spellings.csv: its column, or a constant."""
    rows = codebook.load(form).rows("spellings.csv")
    return " / ".join(row.spelling for row in rows if row.field == design_columns.WEIGHT) or "–"


def _base(row: pd.Series) -> str:
    """The households a share is multiplied by, and the cells of the list of desa that count them."""
    if pd.isna(row["base"]):
        return ""
    sample = _sample(_folder(row))
    mine = sample.households[_domain(sample.households, row)]
    frame = sample.frame[sample.frame["desa"].str[:5].isin(mine["desa"].str[:5])]
    lists = frame.groupby(["file", "sheet"], sort=True)
    cells = [f"{' > '.join(filter(None, place))} > {rows['cell'].iloc[0]}-{rows['cell'].iloc[-1]}" for place, rows in lists]
    return words.label(
        "explain.base_of", base=words.number(row["base"], 0), cells="; ".join(cells), weights=words.number(mine["weight"].sum(), 0)
    )


def _design(counted: pd.DataFrame) -> str:
    known = counted[counted["in_denominator"] & counted["answer"].notna()]
    psu = known[["region_code", "stratum", "desa"]].drop_duplicates()
    strata = psu[["region_code", "stratum"]].drop_duplicates()
    return words.label("explain.design_of", psu=len(psu), strata=len(strata), df=len(psu) - len(strata))
