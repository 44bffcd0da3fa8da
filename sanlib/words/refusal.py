"""A refusal as a notebook shows it: the line of the cell that asked, and the sentence; no trace through the library."""

from __future__ import annotations

import linecache
import traceback


class Refusal(Exception):
    """An error whose sentence says it all: in Jupyter it shows the analyst's own line and that sentence only."""

    def message(self, lang: str | None = None) -> str:
        """The sentence, in the language asked for where there are several."""
        return str(self)

    def _render_traceback_(self, *_ignored) -> list[str]:
        """Asked for by IPython in place of its trace; the notebook's LANG chooses the language."""
        asked = [(frame, number) for frame, number in traceback.walk_tb(self.__traceback__) if "get_ipython" in frame.f_globals]
        told = [f"----> {number} {linecache.getline(frame.f_code.co_filename, number).strip()}" for frame, number in asked[-1:]]
        lang = asked[-1][0].f_globals.get("LANG") if asked else "id"
        return [*told, f"{type(self).__name__}: {self.message('en' if lang == 'en' else 'id')}"]
