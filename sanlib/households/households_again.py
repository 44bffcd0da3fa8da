"""The households of a period once it is open: of one region, piece by piece, or as one table, made when somebody asks for them.

What the period was opened from is remembered by its files' fingerprints, so that these are the households its figures come from, or
none. A piece is what one file gives, weighted and each household once over all files of its regions: memory is bounded by these.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from sanlib.households.read_households import Lists, Survey, SurveyFile, joined, placed, read_again
from sanlib.project import folders


class Behind(NamedTuple):
    """What the households of a period are had from: its project and name, its survey files in groups (files_of_a_region.together),
    the lists of desa beside them."""

    root: Path
    period: str
    groups: list[list[SurveyFile]]
    lists: Lists

    def table(self) -> pd.DataFrame:
        """The households of all files, a row each, `file` by its place in the project: as large as the country."""
        return self._together([file for group in self.groups for file in group])

    def of_region(self, code: str) -> pd.DataFrame:
        """The households of the files that hold any of a region: its own, and those of whoever shares a file with it."""
        return self._together([file for group in self.groups if any(code in file.places for file in group) for file in group])

    def pieces(self) -> Iterator[pd.DataFrame]:
        """The rows of `table`, those of a file at a time and in its order."""
        last, found = None, pd.DataFrame()
        for path, files in sorted((file.source.path, group) for group in self.groups for file in group):
            if files is not last:
                last, found = files, self._together(files)
            yield found[found["file"].str.endswith(f"/{path.name}")]

    def _together(self, files: list[SurveyFile]) -> pd.DataFrame:
        with folders.within(self.root):
            return placed(together(files, self.lists).households, self.period)

    def to_parquet(self, path: Path) -> None:
        """The rows of `table` into a Parquet file, with its columns and kinds, a piece in memory at a time."""
        import pyarrow as pa  # noqa: PLC0415  only a run that writes needs them
        import pyarrow.parquet as pq  # noqa: PLC0415  likewise

        kinds = pd.concat([_one_answer_each(piece) for piece in self.pieces() if len(piece)], ignore_index=True)
        schema = pa.Schema.from_pandas(kinds, preserve_index=False)
        with pq.ParquetWriter(path, schema) as writer:
            for piece in self.pieces():
                alike = piece.reindex(columns=kinds.columns).astype(kinds.dtypes)
                writer.write_table(pa.Table.from_pandas(alike, schema, preserve_index=False))


def together(files: list[SurveyFile], lists: Lists) -> Survey:
    """These files as one survey, in the order of their names."""
    return joined([read_again(file, lists) for file in sorted(files, key=lambda file: file.source.path)], lists)


def _one_answer_each(piece: pd.DataFrame) -> pd.DataFrame:
    """One row with the first answer of each column: joined, such rows have the columns and kinds that the pieces joined would have."""
    return pd.DataFrame({name: piece[name].array[[int(piece[name].notna().to_numpy().argmax())]] for name in piece})
