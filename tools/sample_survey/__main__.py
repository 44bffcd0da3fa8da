"""`python -m tools.sample_survey`: writes the synthetic sample into data/raw/contoh-2023 and data/raw/contoh-2024."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pandas as pd

from sanlib import reading
from sanlib.project import folders
from sanlib.reference import codebook
from tools.sample_survey import defects, draw, write

SOURCE_COLUMNS = ("file", "source", "from_whom", "received", "export_date", "licence", "sha256", "kind", "synthetic", "confidence", "note")
PLANTED = Path(__file__).with_name("planted.csv")
FRAME_COLUMNS = ["kode_desa", "nama_desa", "kecamatan", "strata", "rumah_tangga", "sintetis", "sumber"]


def main(root: Path | None = None, planted: Path = PLANTED) -> None:
    """Every scenario's workbook and list of desa, SOURCES.csv, and the table of what was planted where."""
    root = root or folders.root()
    book = codebook.load()
    rows = [_scenario(scenario, root, book) for scenario in draw.scenarios().itertuples()]
    pd.concat(rows, ignore_index=True).to_csv(planted, index=False, lineterminator="\n")
    for period in draw.scenarios()["period"].unique():
        _sources(root / "data" / "raw" / period)


def _scenario(scenario, root: Path, book) -> pd.DataFrame:
    folder = root / "data" / "raw" / scenario.period
    folder.mkdir(parents=True, exist_ok=True)
    desa, answers = draw.load(scenario, book)
    spoilt, places = defects.plant(answers, scenario.format, book)
    place = write.FORMATS[scenario.format](folder / scenario.file, spoilt, book)
    _frame(desa, scenario, folder)
    return _planted(scenario, places, place, spoilt)


def _frame(desa: pd.DataFrame, scenario, folder: Path) -> None:
    """The list of desa as an office sends it: a note above the header, every desa of the region."""
    name = f"SINTETIS_daftar_desa_{scenario.region.replace('.', '').replace(' ', '_')}_{scenario.period[-4:]}.csv"
    rows = desa[["desa", "desa_name", "kecamatan_name", "stratum", "households"]].assign(sintetis="ya", sumber=scenario.note)
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerows([[write.NOTE], FRAME_COLUMNS, *rows.itertuples(index=False)])


def _planted(scenario, places: pd.DataFrame, place: write.Place, spoilt: pd.DataFrame) -> pd.DataFrame:
    cells = [place.cell(_first(row.field), row.row) for row in places.itertuples()]
    found = pd.DataFrame(
        {
            "period": scenario.period,
            "file": scenario.file,
            "sheet": place.sheet,
            "cell": cells,
            "rule": places["rule"],
            "what": places["what"],
        }
    )
    return pd.concat([found, _planted_children(scenario, spoilt)]) if scenario.format == "kobo" else found


def _first(field: str) -> str:
    """Personal items are told at the first of their columns: in a Kobo export that is the position."""
    return "_gps_latitude" if field == "username" else field


def _planted_children(scenario, spoilt: pd.DataFrame) -> pd.DataFrame:
    """The two last rows of the repeat sheet: an age without a group, a child without a household."""
    groups = [name for name in spoilt if name.startswith(("B.13", "B.14"))]
    last = int(spoilt[groups].fillna(0).sum().sum()) + 3
    return pd.DataFrame(
        {
            "period": scenario.period,
            "file": scenario.file,
            "sheet": write.CHILD_SHEET,
            "cell": [reading.address(last - 2, 1), reading.address(last - 1, 2)],
            "rule": ["survey_repeat_no_group", "survey_repeat_orphan"],
            "what": ["a child of 5, an age without a group", "a child whose household is not in the main sheet"],
        }
    )


def _sources(folder: Path) -> None:
    rows = [
        {
            "file": path.name,
            "source": "tools.sample_survey",
            "from_whom": "sanlib",
            "received": "",
            "export_date": "",
            "licence": "MIT",
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            "kind": "synthetic",
            "synthetic": "yes",
            "confidence": "synthetic",
            "note": write.NOTE,
        }
        for path in sorted(folder.iterdir())
        if path.name.startswith("SINTETIS_")
    ]
    pd.DataFrame(rows, columns=list(SOURCE_COLUMNS)).to_csv(folder / "SOURCES.csv", index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
