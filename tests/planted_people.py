"""Somebody's name, number and NIK in every place of a survey where anybody ever left one, and what a file says, to find them in."""

import io
import zipfile

import openpyxl
import pandas as pd
import pypdf
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

PHONE, NIK, SURNAME, GIVEN = "0812345678901", "3572014107900001", "Kusumaningtyas", "Rahmawati"
PLANTED = (PHONE, PHONE[1:], "8123-4567", NIK, SURNAME, GIVEN)
PLACES = (f"Kauman {PHONE}", f"Ngadirejo (Bu {GIVEN})", f"Sentul {NIK}")
"""Names of desa with somebody in them."""


def plant(path):
    """Columns, a comment, a hidden sheet, the sheet's name, the properties and a defined name of a survey's workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    values = {
        "ID.7": 304,
        "ID.9": PHONE,
        "A.2": f"{PHONE} {GIVEN}",
        "A.3": f"Bu {GIVEN}",
        "A.6": SURNAME,
        "NIK": NIK,
        f"Telp Bu {GIVEN}": "0812-3456-7890",
    }
    for place, (head, value) in enumerate(values.items(), start=sheet.max_column + 1):
        sheet.cell(1, place, head)
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, place, f"Siti {SURNAME} {row}" if head == "A.6" else value)
    sheet["B2"].comment = Comment(f"tanya Bu {GIVEN} {PHONE}", f"{GIVEN} {SURNAME}")
    sheet.title = f"Siti {SURNAME}"
    hidden = book.create_sheet(f"Bu {GIVEN}")
    hidden.append([SURNAME, PHONE, NIK])
    hidden.sheet_state = "hidden"
    book.properties.creator, book.properties.lastModifiedBy, book.properties.title = f"{GIVEN} {SURNAME}", GIVEN, f"{SURNAME} {NIK}"
    book.defined_names[f"hp_{GIVEN}"] = DefinedName(f"hp_{GIVEN}", attr_text=f'"{PHONE}"')
    book.save(path)


def texts_in(data: bytes, suffix: str) -> str:
    """Everything a file says: parts of packages and what they hold in turn, packed tables, pages of a PDF and its properties."""
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as box:
            return "\n".join(name + texts_in(box.read(name), "") for name in box.namelist())
    if suffix in (".parquet", ".arrow"):
        table = (pd.read_parquet if suffix == ".parquet" else pd.read_feather)(io.BytesIO(data))
        return table.to_csv() + "\n".join(map(str, table.columns))
    if data.startswith(b"%PDF"):
        read = pypdf.PdfReader(io.BytesIO(data))
        return "\n".join([str(read.metadata), *(page.extract_text() for page in read.pages)])
    return data.decode("utf-8", "replace")


def found(texts):
    """Which of the planted stand in which of these texts, by name."""
    return sorted((name, planted) for name, text in texts.items() for planted in PLANTED if planted in text + name)


def below(root, but=()):
    """What each file below a folder says, by its place there, but those below some folders."""
    paths = [path for path in sorted(root.rglob("*")) if path.is_file() and not any(path.is_relative_to(root / one) for one in but)]
    return {path.relative_to(root).as_posix(): texts_in(path.read_bytes(), path.suffix) for path in paths}
