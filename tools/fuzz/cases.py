"""The cases of a run by their number: first the corpus as it is, then what chance bends; the same number is always the same case."""

from __future__ import annotations

import dataclasses
import functools
import json
import random
import tempfile
from pathlib import Path

from tools.fuzz import mutations, seeds

KINDS = {"open": 84, "file": 9, "table": 3, "command": 3, "folder": 1}
"""How often what is done with a bent input: a file opened and no more, a file checked whole, a table edited, a command called, a file
among the sound ones of a period. What breaks a reader is found by opening, which takes a hundredth of a check."""
_WEIGHTS = {".xlsx": 3, ".csv": 1.5, ".xls": 2, ".ods": 2, ".sav": 2}


@dataclasses.dataclass(frozen=True)
class Case:
    """What is run: a file or table of this name and content, or a call of the command line."""

    kind: str
    name: str = ""
    data: bytes = b""
    arguments: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The kind it is counted under: of a file, its ending."""
        return (Path(self.name).suffix or "?") if self.kind in ("open", "file") else self.kind


def case(name: str | int, seed: int) -> Case:
    """A case of the corpus by its name, or one bent by chance by its number."""
    return _bent(random.Random(f"{seed} {name}")) if isinstance(name, int) else _of_corpus(name, seeds.corpus()[name])


def _of_corpus(name: str, data: bytes) -> Case:
    if not name.endswith(".json"):
        return Case("file", name.partition("-")[2], data)
    told = json.loads(data)
    return Case(told["kind"], told["name"], told["data"].encode("latin-1"), tuple(told["arguments"]))


def _bent(draw: random.Random) -> Case:
    kind = draw.choices(list(KINDS), list(KINDS.values()))[0]
    if kind == "command":
        return Case(kind, arguments=tuple(mutations.arguments(draw)))
    if kind == "folder":
        name, data = draw.choice(list(seeds.beside().items()))
        return Case(kind, name, (mutations.bent_table if name.endswith(".csv") else mutations.mutated)(data, draw))
    if kind == "table":
        name, data = draw.choice(seeds.tables())
        return Case(kind, name, mutations.bent_table(data, draw))
    known = bendable()
    name, data = draw.choice(known[draw.choices(list(known), [_WEIGHTS.get(suffix, 0.3) for suffix in known])[0]])
    return Case(kind, name, mutations.mutated(data, draw))


@functools.cache
def bendable() -> dict[str, list[tuple[str, bytes]]]:
    """What is bent, by ending: ordinary files and the corpus."""
    found: dict[str, list[tuple[str, bytes]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        known = seeds.files(Path(folder))
    for name, data in [*known, *(one for one in seeds.corpus().items() if not one[0].endswith(".json"))]:
        found.setdefault(Path(name).suffix or "?", []).append((name, data))
    return dict(sorted(found.items()))
