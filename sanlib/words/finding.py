"""A computed sentence that heads what follows it: a heading in a notebook and on a page, text anywhere else."""

from __future__ import annotations

import html

EMPTY = 'class="sanlib-empty"'
"""What marks the sentence of a table without rows, so that a page says only once that a section has no data."""


class Finding(str):
    """A sentence that a notebook sets as the heading of what follows it, and that prints as any text."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        style = "font-size:1.35em;font-weight:600;line-height:1.25;margin:1em 0 .3em"
        return f'<div class="sanlib-finding" role="heading" aria-level="3" style="{style}">{html.escape(self)}</div>' if self else ""
