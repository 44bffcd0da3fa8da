"""The notebooks of the project: which there are, what each asks, with which parameters it is run, where it failed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sanlib import words
from sanlib.project import store
from sanlib.project.binding import bound
from sanlib.project.problems import InputError

if TYPE_CHECKING:
    import nbformat


class Notebook(NamedTuple):
    """A notebook file: its title is the question it answers, `about` the paragraph below it.

    `checks`: its parameters cell has the tag "check": it needs no tables and runs for a period that has none.
    """

    path: Path
    title: str
    about: str
    checks: bool = False

    @property
    def name(self) -> str:
        return self.path.stem


@bound
def found(folder: Path, lang: str | None = None) -> list[Notebook]:
    """Every notebook of the project in the order of its name; one that cannot be run for a period is refused here.

    Of a name that stands in several languages, that of the language asked for is taken; of any other the one there is.
    """
    paths = {path.name: path for home in _homes(folder) for path in home.glob("*.ipynb") if not path.name.startswith(".")}
    if not paths:
        raise InputError("report_no_notebooks", folder.name)
    return [_described(paths[name]) for name in sorted(paths)]


def _homes(folder: Path) -> list[Path]:
    """Where notebooks stand (Indonesian in the folder itself, each other language in one named after it), the language bound last."""
    homes = {lang: folder / lang for lang in words.LANGUAGES} | {words.LANGUAGES[0]: folder}
    return [home for lang, home in homes.items() if lang != words.language()] + [homes[words.language()]]


def _described(path: Path) -> Notebook:
    try:
        with store.opened(path) as stream:
            cells = json.load(stream)["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", ())]
    except OSError as reason:
        raise InputError("report_not_a_notebook", _shown(path), value=words.of_system(reason)) from reason
    except (ValueError, KeyError, TypeError, AttributeError) as reason:
        raise InputError("report_not_a_notebook", _shown(path), value=f"{type(reason).__name__}: {reason}") from reason
    if len(tagged) != 1:
        raise InputError("report_parameters_cell", _shown(path), value=len(tagged))
    return Notebook(path, *_opening(cells, path.stem), "check" in tagged[0]["metadata"]["tags"])


def _opening(cells: list[dict], otherwise: str) -> tuple[str, str]:
    """The first heading and the first paragraph below it, without the marks of Markdown."""
    prose = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    heading = re.search(r"^#\s+(.+)$", prose, flags=re.MULTILINE)
    if not heading:
        return otherwise, ""
    paragraphs = (part.strip() for part in prose[heading.end() :].split("\n\n"))
    about = next((part for part in paragraphs if part and not part.startswith("#")), "")
    return _plain(heading.group(1)), _plain(_for_readers(about))


def _for_readers(paragraph: str) -> str:
    """The sentences of a paragraph that name no file or code: what a notebook reads and writes is for who runs it."""
    return " ".join(said for said in re.split(r"(?<=[.?!])\s+", paragraph) if "`" not in said)


def _plain(markdown: str) -> str:
    return re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", re.sub(r"[*`]", "", markdown)).replace("\n", " ").strip()


def with_parameters(notebook: Notebook, **parameters: str) -> nbformat.NotebookNode:
    """The notebook as nbformat holds it, with a cell that sets the parameters put after theirs."""
    import nbformat  # noqa: PLC0415  80 ms that a run which keeps every page is spared

    document = nbformat.read(notebook.path, as_version=4)
    place = next(i for i, cell in enumerate(document.cells) if "parameters" in cell.metadata.get("tags", ()))
    source = "\n".join(f"{name} = {value!r}" for name, value in parameters.items())
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": ["injected-parameters"]}, id="injected-parameters")
    document.cells.insert(place + 1, cell)
    return document


def failure(notebook: Notebook, document, reason: Exception) -> InputError:
    """Which cell failed, at which line and why, as one refusal; a kernel that ended is named as such."""
    for cell in document.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                said = f"{output.ename}: {output.evalue}".strip()
                return InputError(
                    "report_cell_failed",
                    _shown(notebook.path),
                    cell=f"In [{cell.execution_count}]",
                    value=said,
                    line=_line(output.traceback, cell.source),
                )
    return InputError("report_kernel_ended", _shown(notebook.path), value=f"{type(reason).__name__}: {reason}")


def _line(traceback: list[str], source: str) -> str:
    """The line of the cell at which it stopped, as the arrow of the traceback marks it."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(traceback))
    arrow = re.search(r"^-+> *\d+ (.*)$", text, flags=re.MULTILINE)
    return (arrow.group(1) if arrow else source.strip().splitlines()[0]).strip()


def _shown(path: Path) -> str:
    return "/".join(path.parts[-3:] if path.parent.name in words.LANGUAGES else path.parts[-2:])
