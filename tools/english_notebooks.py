"""The notebooks' code is written once, in notebooks/: this carries it over to their English twins in notebooks/en/.

    python -m tools.english_notebooks

A twin has the same cells in the same order, by id. Code is copied; texts stay the twin's own, as do the values of its
parameters. A text cell the twin has not yet comes over as it is, to be translated; the test that compares the two
(tests/test_shape.py) fails until it is.
"""

from __future__ import annotations

import json
from pathlib import Path

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


def main() -> None:
    """Write every twin anew, where it is not in step."""
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        twin = NOTEBOOKS / "en" / path.name
        before = twin.read_text(encoding="utf-8") if twin.exists() else ""
        after = text_of(in_step(json.loads(path.read_text(encoding="utf-8")), json.loads(before) if before else {"cells": []}))
        if after != before:
            twin.write_text(after, encoding="utf-8")
            print(f"notebooks/en/{path.name}")


def in_step(notebook: dict, twin: dict) -> dict:
    """The English twin of a notebook: its code, with the twin's own texts and parameters where it has them."""
    own = {cell["id"]: cell for cell in twin["cells"]}
    return notebook | {"cells": [_cell(cell, own.get(cell["id"])) for cell in notebook["cells"]]}


def _cell(cell: dict, own: dict | None) -> dict:
    stays = cell["cell_type"] == "markdown" or "parameters" in cell["metadata"].get("tags", ())
    return cell | {"source": own["source"]} if own and stays else cell


def text_of(notebook: dict) -> str:
    """A notebook as JupyterLab writes it."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    main()
