"""The one way a table that an analyst edits is read: as Excel saved it, checked by its schema, refused in one sentence.

`;`, tab or comma, UTF-8 or cp1252, a decimal comma, capitals and blanks around a header, blank rows and columns at the end
are all read alike; what comes out is text: numbers with a decimal point, dates as ISO, choices as the schema writes them.
A slip is an InputError with file, cell, what was found and what was expected. Nothing is read twice while its file stands.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeVar

import pandas as pd

from sanlib import words
from sanlib.project import date_texts, folders, store
from sanlib.project.binding import bound
from sanlib.project.formula_text import plain_text
from sanlib.project.problems import InputError
from sanlib.reading import address, shown
from sanlib.reading.formats import delimited
from sanlib.reference.reference_schemas import SAID, SCHEMAS, Column, Schema


class _Origin(NamedTuple):
    """Where a table stands: its file, the line of each row (from 1), the place of each column (from 0)."""

    path: Path
    lines: list[int]
    places: dict[str, int]

    def __deepcopy__(self, memo) -> _Origin:
        """Itself: pandas copies the attrs of a table at each look into it, and copying these took most of a run."""
        return self


Made = TypeVar("Made")
_KEPT = 512
_LARGEST = 2**25
"""Bytes of a table that are read; the largest one shipped has 60,000 [own limit]."""
_memory: dict[tuple, object] = {}
_LABELLED = ("indicators.csv", "survey/indicators.csv")
"""Tables that carry the names a page shows: label_id and label_en of each indicator."""
_labels: dict[str, dict[str, str]] = {}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")


@bound
def table(name: str, root=None) -> pd.DataFrame:
    """A table of data/raw/reference ("targets.csv", "survey/items.csv"), checked with what it refers to.

    Text columns, blanks as ""; rows counted from 0, without the blank ones: `cell_of` says where one stands in the file.
    """
    return checked(folders.reference(name), name, folders.root() / "data" / "raw" / "reference")


def checked(path: Path, name: str, base: Path | None = None) -> pd.DataFrame:
    """A table that stands at `path`, read by the schema called `name`; keys are looked up in the tables below `base`."""
    return _checked(path, name, base).copy()


def _checked(path: Path, name: str, base: Path | None) -> pd.DataFrame:
    """The table as it is kept, not to be changed."""
    schema = SCHEMAS[name]
    referred = {column.of: _beside(path, column.of.partition(":")[0], base) for column in schema.columns if column.of and base}
    state = (name, *map(_state, (path, *referred.values())))
    found = _kept(state, lambda: _with_labels(_with_keys(read(path, schema), schema, referred), name, base))
    if name in _LABELLED:
        _labels.update(_kept(("labels", *state), lambda: _labels_of(found)))
    return found


def _beside(path: Path, file: str, base: Path) -> Path:
    """Where a table stands that another refers to: the survey's own tables stand in one folder, whatever its name."""
    return path.parent / Path(file).name if file.startswith("survey/") else base / file


def read(path: Path, schema: Schema) -> pd.DataFrame:
    """A table by its schema alone, without looking into other tables."""
    return _kept((id(schema), _state(path)), lambda: _read(path, schema)).copy()


def broken() -> list[InputError]:
    """Why tables of data/raw/reference cannot be used, one refusal a table; a table that is not there is left alone."""
    return [error for name in SCHEMAS if name != "SOURCES.csv" and (error := _refusal_of(name))]


def refuse_broken() -> None:
    """Raises the first of these refusals: nothing can be computed by tables that cannot be used."""
    for refusal in broken():
        raise refusal


def _refusal_of(name: str) -> InputError | None:
    try:
        table(name)
    except InputError as error:
        return None if error.problem.rule == "reference_missing" else error
    return None


def derived(*names: str) -> Callable:
    """Makes a function of these tables a function of the project folder, computed anew only when one of them changed."""

    def decorate(make: Callable) -> Callable:
        @functools.wraps(make)
        @bound
        def get(root=None):
            state = (make, *(_state(folders.reference(name)) for name in names))
            return _kept(state, lambda: make(*(table(name) for name in names)))

        return get

    return decorate


def _state(path: Path) -> tuple:
    """What tells a file from an earlier one of its name; a file that is not there has a state too."""
    try:
        found = path.stat()
    except OSError:
        return (path, None, None)
    return (path, found.st_mtime_ns, found.st_size)


def made_of(what: tuple, paths: list[Path], make: Callable[[], Made]) -> Made:
    """What `make` gives, made anew only when one of these files changed; `what` tells it from all else that is made of them."""
    return _kept((what, *map(_state, paths)), make)


def _kept(state: tuple, make: Callable):
    if state not in _memory:
        if len(_memory) >= _KEPT:
            _memory.clear()
        _memory[state] = make()
    return _memory[state]


def cell_of(frame: pd.DataFrame, row: int, column: str) -> str:
    """Where a row (counted from 0) and column of a table stand in its file, as Excel shows it: "C7"."""
    return address(lines(frame)[row] - 1, _origin(frame).places.get(column, 0))


def lines(frame: pd.DataFrame) -> list[int]:
    """The line of its file that each row of a table stands in, counted from 1."""
    return _origin(frame).lines


def _origin(frame: pd.DataFrame) -> _Origin:
    return frame.attrs["origin"]


def refusal(rule: str, frame: pd.DataFrame, row: int, column: str, **details) -> InputError:
    """The refusal of one cell of a table: its file, its cell and what stands in it."""
    return _refused(rule, _origin(frame).path, cell_of(frame, row, column), column, shown(frame[column].iloc[row]), **details)


def _refused(rule: str, path: Path, cell: str = "", column: str = "", value: str = "", **details) -> InputError:
    """A refusal of a place in a table; of SOURCES.csv by a rule of its own name, so that it is reported once a folder."""
    own = rule.replace("reference_", "sources_") if path.name == "SOURCES.csv" else rule
    return InputError(own, _named(path), "", cell, column, value, **details)


def _named(path: Path) -> str:
    """A table as the project shows it; SOURCES.csv by its name alone: whoever reads the folder names it."""
    if path.name == "SOURCES.csv":
        return path.name
    _, within, rest = path.as_posix().rpartition("/data/raw/")
    return f"data/raw/{rest}" if within else folders.shown(path)


def _read(path: Path, schema: Schema) -> pd.DataFrame:
    header, rows = _grid(path, schema)
    places = _places(path, header, schema)
    names = dict(sorted((place, name) for name, place in places.items()))
    numbers = [number for number, _ in rows]
    width = 1 + max(places[column.name] for column in schema.columns if column.name in places) if schema.short else len(header[1])
    held = [cells for number, cells in rows if not _too_wide(path, number, cells, width)]
    columns = {name: [cells[place] if place < len(cells) else "" for cells in held] for place, name in names.items()}
    columns |= {column.name: [""] * len(held) for column in schema.columns if column.name not in places}
    origin = _Origin(path, numbers, places)
    written = functools.cache(lambda: _as_frame(columns, origin))
    read = (column for column in schema.columns if column.name in places)
    values = {column.name: [_value(written, row, column, text) for row, text in enumerate(columns[column.name])] for column in read}
    frame = _as_frame(columns, origin, values)
    _refuse_twice(path, frame, schema)
    _refuse_lacking(path, frame, schema)
    return frame


def _as_frame(columns: dict[str, list[str]], origin: _Origin, values: dict[str, list[str]] | None = None) -> pd.DataFrame:
    """The columns as they are written, those among `values` as they are read; made at once, which is ten times as fast as one by one."""
    values = values or {}
    nothing = pd.Series([], dtype=str)  # text, as the columns of a table with rows are
    frame = pd.DataFrame(
        {name: (values[name] or nothing) if name in values else pd.Series(texts, dtype=object) for name, texts in columns.items()}
    )
    frame.attrs["origin"] = origin
    return frame


def _grid(path: Path, schema: Schema) -> tuple[tuple[int, list[str]], list[tuple[int, list[str]]]]:
    """The header and the rows that hold anything, each with its number; a table without a header is refused."""
    try:
        with store.opened(path) as stream:
            data = stream.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            raise _refused("reference_unreadable", path, reason=f"> {_LARGEST // 2**20} MB")
        grid = delimited.grid(data, path.name, {column.name for column in schema.columns})
    except InputError as error:
        raise _refused("reference_unreadable", path, reason=shown(error.problem.details.get("reason", "") or error.problem.rule)) from None
    except OSError as error:
        raise _refused("reference_unreadable", path, reason=shown(words.of_system(error))) from None
    lines = [(number, [plain_text((cell or "").strip()).strip() for cell in line]) for number, line in enumerate(grid, 1)]
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if not filled:
        raise _refused("reference_unreadable", path, reason="–")
    header = filled[0]
    last = max(place for place, name in enumerate(header[1]) if name)
    return (header[0], header[1][: last + 1]), filled[1:]


def _places(path: Path, header: tuple[int, list[str]], schema: Schema) -> dict[str, int]:
    """Column to its place: the names of the schema whatever their capitals, any other as it is written."""
    number, cells = header
    known = {column.name.casefold(): column.name for column in schema.columns}
    names = [known.get(" ".join(name.lstrip("\ufeff").split()).casefold(), name) for name in cells]
    for place, name in enumerate(names):
        if name and name in names[:place]:
            raise _refused(
                "reference_column_twice", path, address(number - 1, place), name, name, first=address(number - 1, names.index(name))
            )
    unknown = [name for name in names if name and name not in known.values()]
    missing = [
        column.name
        for column in schema.columns
        if column.name not in names and not column.optional and (unknown or column.filled or not schema.short)
    ]
    if missing:
        raise _refused(
            "reference_column_missing",
            path,
            f"A{number}",
            missing[0],
            missing[0],
            missing=", ".join(missing),
            found=shown(", ".join(unknown)) or "–",
            expected=", ".join(column.name for column in schema.columns if not column.optional),
        )
    return {name: place for place, name in enumerate(names) if name}


def _too_wide(path: Path, number: int, cells: list[str], width: int) -> bool:
    beyond = next((place for place in range(width, len(cells)) if cells[place]), None)
    if beyond is not None:
        raise _refused("reference_row_wide", path, address(number - 1, beyond), value=shown(cells[beyond]))
    return False


def _value(written: Callable[[], pd.DataFrame], row: int, column: Column, text: str) -> str:
    """A cell as its column reads it; `written` gives the table as it is written, for the refusal alone."""
    if not text and column.filled:
        raise refusal("reference_blank", written(), row, column.name)
    try:
        return _KINDS[column.kind](text, column) if text else ""
    except ValueError:
        rule, expected = _expected(column)
        raise refusal(rule, written(), row, column.name, expected=expected) from None


def _expected(column: Column) -> tuple[str, str | dict[str, str]]:
    """The rule a value breaks and what may stand there."""
    if column.kind in ("number", "setting", "count", "share"):
        bounds = (column.low, column.high)
        said = words.in_each_language(lambda: " – ".join("…" if bound is None else words.exact(bound) for bound in bounds))
        return ("reference_not_share" if column.kind == "share" else "reference_not_number"), said
    if column.kind == "template":
        return "reference_not_template", ", ".join(f"{{{name}}}" for name in column.choices)
    return f"reference_not_{column.kind}", ", ".join(column.choices)


def _number(text: str, column: Column) -> str:
    """A number with a decimal point: 12,5 and 12.5 are the same; 1.250 could be two numbers and is refused."""
    plain = text.replace(" ", "")
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}(,\d+)?|[+-]?\d{1,3}(\.\d{3})+,\d+", plain):
        plain = plain.replace(".", "")
    if not _NUMBER.fullmatch(plain) or re.fullmatch(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", plain):
        raise ValueError(text)
    number = plain.replace(",", ".")
    if (column.low is not None and float(number) < column.low) or (column.high is not None and float(number) > column.high):
        raise ValueError(text)
    return number


def _share(text: str, column: Column) -> str:
    """A share of a hundred: 90, or 90%. 0.9 could be 90 % or 0.9 % and is refused; 0.9% is the latter."""
    number = _number(text.rstrip(" %"), column)
    if not text.endswith("%") and 0 < float(number) < 1:
        raise ValueError(text)
    return number


def _count(text: str, column: Column) -> str:
    number = float(_number(text, column))
    if not number.is_integer():
        raise ValueError(text)
    return str(int(number))


def _year(text: str, _column: Column) -> str:
    plain = re.sub(r"[.,]0+$", "", text)
    if not re.fullmatch(r"(19|20)\d\d", plain):
        raise ValueError(text)
    return plain


def _kemendagri(text: str, _column: Column) -> str:
    """Codes of regions as Kemendagri writes them ("35.06"), however a spreadsheet saved them: 35,06, 3506, or 11.1 for 11.10."""
    return "|".join(_kemendagri_code(code.strip()) for code in text.split("|"))


def _kemendagri_code(text: str) -> str:
    found = re.fullmatch(r"([1-9]\d)(?:[.,](\d\d?)|(\d\d))", text)
    if found is None:
        raise ValueError(text)
    return f"{found[1]}.{(found[2] or found[3]).ljust(2, '0')}"


def choice(text: str, column: Column) -> str:
    """One of a column's choices by any of its spellings; a ValueError where it is none."""
    said = " ".join(text.casefold().replace("_", " ").split())
    found = {name.casefold().replace("_", " "): name for name in column.choices}
    value = found.get(said) or found.get(SAID.get(said, ""))
    if value is None:
        raise ValueError(text)
    return value


def _template(text: str, column: Column) -> str:
    left = re.sub("|".join(rf"\{{{name}\}}" for name in column.choices), "", text)
    if "{" in left or "}" in left:
        raise ValueError(text)
    return text


def _setting(text: str, column: Column) -> str:
    """A setting is a word or a number; only a number is rewritten."""
    return _number(text, column) if re.fullmatch(r"\d+,\d+", text) else text


_KINDS: dict[str, Callable[[str, Column], str]] = {
    "text": lambda text, _: text,
    "key": lambda text, _: text,
    "number": _number,
    "count": _count,
    "share": _share,
    "year": _year,
    "choice": choice,
    "date": lambda text, _: date_texts.iso(text),
    "template": _template,
    "kemendagri": _kemendagri,
    "setting": _setting,
}


def filled(text: str, **blanks: str) -> str:
    """A text of a table with its {blanks} filled in; any other brace stays what it is."""
    return re.sub(r"\{(\w+)\}", lambda found: str(blanks.get(found[1], found[0])), text)


def _refuse_twice(path: Path, frame: pd.DataFrame, schema: Schema) -> None:
    if not schema.key:
        return
    doubled = frame.duplicated(list(schema.key))
    if doubled.any():
        row = int(doubled.to_numpy().argmax())
        own = tuple(frame[name].iloc[row] for name in schema.key)
        first = next(number for number in range(row) if tuple(frame[name].iloc[number] for name in schema.key) == own)
        raise _refused(
            "reference_row_twice",
            path,
            cell_of(frame, row, schema.key[0]),
            ", ".join(schema.key),
            shown(" / ".join(filter(None, own))),
            first=lines(frame)[first],
            row=lines(frame)[row],
        )


def _refuse_lacking(path: Path, frame: pd.DataFrame, schema: Schema) -> None:
    """A row that is computed with is there, and filled in."""
    for name, column in schema.always.items():
        rows = frame.index[frame[schema.key[0]].eq(name)]
        if not len(rows):
            raise _refused("reference_row_missing", path, column=schema.key[0], value=name)
        if column and not frame[column].iloc[rows[0]]:
            raise refusal("reference_blank", frame, int(rows[0]), column)


def _with_keys(frame: pd.DataFrame, schema: Schema, referred: dict[str, Path]) -> pd.DataFrame:
    """The table, once every key it holds is found in the table it refers to."""
    for column in (column for column in schema.columns if column.of in referred):
        place, (file, _, its) = referred[column.of], column.of.partition(":")
        if not place.is_file():
            continue
        known = set(read(place, SCHEMAS[file])[its]) | {"", *column.also}
        for row, text in enumerate(frame[column.name]):
            if set(text.split("|") if column.several else [text]) - known:
                raise refusal(
                    "reference_not_key", frame, row, column.name, table=file, its=its, known=shown(", ".join(sorted(known - {""})[:12]))
                )
    return frame


def _labels_of(frame: pd.DataFrame) -> dict[str, dict[str, str]]:
    columns = [f"label_{lang}" for lang in words.LANGUAGES]
    named = frame[frame[columns].ne("").all(axis=1)]
    return {indicator: dict(zip(words.LANGUAGES, own, strict=True)) for indicator, *own in named[["indicator", *columns]].to_numpy()}


def _with_labels(frame: pd.DataFrame, name: str, base: Path | None) -> pd.DataFrame:
    """The table, once every indicator of it has a name in both languages: its own, or that of indicators.csv."""
    if name not in _LABELLED:
        return frame
    official = base / _LABELLED[0] if base and name != _LABELLED[0] else None
    if official and not official.is_file():  # a survey's tables kept elsewhere: the project's own indicators name theirs
        official = folders.reference(_LABELLED[0])
    known = _labels_of(read(official, SCHEMAS[_LABELLED[0]])) if official else {}
    known = known | _labels_of(frame)
    for row, indicator in enumerate(frame["indicator"]):
        if indicator not in known and not words.has_own_label(indicator):
            raise _refused(
                "indicator_without_label",
                _origin(frame).path,
                cell_of(frame, row, "label_id" if "label_id" in _origin(frame).places else "indicator"),
                "label_id",
                indicator,
            )
    return frame


def label(key: str) -> dict[str, str] | None:
    """The name of an indicator in both languages as the tables last used give it; None where none does."""
    if key not in _labels:
        for name in _LABELLED:
            try:
                _checked(folders.reference(name), name, folders.root() / "data" / "raw" / "reference")
            except InputError:  # reported when that table itself is read
                continue
    return _labels.get(key)


words.ask_tables(label)
