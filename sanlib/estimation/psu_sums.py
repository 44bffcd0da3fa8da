"""What stands for a column of a table that was summed per PSU (large_table): its sums in each cell instead of its values."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Summed(NamedTuple):
    """The answers to one variable in each cell. Weighted sums: of the answers, of the known and of the unknown; of the answers'
    squares, of answer x below, of the squares of below, of below (which is 1 but for a ratio). Rows: the known, those that say yes."""

    answered: np.ndarray
    known: np.ndarray
    blank: np.ndarray
    rows: np.ndarray
    squares: np.ndarray
    cross: np.ndarray
    beneath: np.ndarray
    yes: np.ndarray | None = None
    below: np.ndarray | None = None

    def only_yes(self) -> Summed:
        """The same with every answer but a yes taken for unknown."""
        no = np.zeros_like(self.known)
        assert self.yes is not None
        return Summed(self.answered, self.answered, no, self.yes, self.answered, self.answered, self.answered, self.yes)


@dataclass(frozen=True)
class Answers:
    """What stands for a column of a summed table: its sums, by the column that says among whom (None = all)."""

    among: Mapping[str | None, Summed]
    size: int
    yes_no: bool = True

    def __len__(self) -> int:
        return self.size

    def only_yes(self) -> Answers:
        """The same with every answer but a yes taken for unknown."""
        return dataclasses.replace(self, among={name: found.only_yes() for name, found in self.among.items()})

    def below(self) -> Answers:
        """What a ratio divides by, where both of its numbers are known."""
        sums = {name: found._replace(answered=found.below) for name, found in self.among.items() if found.below is not None}
        return dataclasses.replace(self, among=sums)
