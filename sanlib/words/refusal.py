"""How a notebook shows an error of input: the analyst's own line and the sentence, without a traceback through the library."""

from __future__ import annotations

import linecache
import traceback


class Refusal(Exception):
    """An error that is explained by its sentence: in Jupyter it shows the analyst's own line and that sentence only."""

    def message(self, lang: str | None = None) -> str:
        """The sentence, in the language asked for where there are several."""
        return str(self)

    def _render_traceback_(self, *_ignored) -> list[str]:
        """Called by IPython in place of its traceback: in the notebook's LANG, and without one in the language bound."""
        asked = [(frame, number) for frame, number in traceback.walk_tb(self.__traceback__) if "get_ipython" in frame.f_globals]
        lines = [f"----> {number} {linecache.getline(frame.f_code.co_filename, number).strip()}" for frame, number in asked[-1:]]
        lang = asked[-1][0].f_globals.get("LANG") if asked else None
        return [*lines, f"{type(self).__name__}: {self.message(lang if lang in ('id', 'en') else None)}"]
