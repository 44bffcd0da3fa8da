"""What an opened period says of itself where it is shown: what it holds, what is withheld, what can be done next."""

from __future__ import annotations

import html as escaped

from sanlib import words
from sanlib.judging import gap


def lines(period) -> list[str]:
    """The provenance line; figures with how many are flagged and withheld; households; the reading's problems."""
    figures = period.achievements
    held = words.label(
        "period.figures",
        figures=words.number(len(figures), 0),
        flagged=words.number(int(figures["flag"].ne("").sum()), 0),
        withheld=words.number(int(gap.withheld(figures).sum()), 0),
    )
    surveyed = sum(one.households for one in period.survey.counted)
    asked = [words.label("period.households", households=words.number(surveyed, 0))] if surveyed else []
    return [period.provenance, held, *asked]


def calls(period) -> list[str]:
    """The calls that follow from here, as they are typed."""
    return ["gaps = san.gaps(period)", "san.browse(period.problems)", "san.show(period.flags)"] + (
        ["estimates = san.survey.estimates(period)"] if period.survey.counted else []
    )


def html(period) -> str:
    """The same for a notebook."""
    told = "".join(f"<p>{escaped.escape(line)}</p>" for line in lines(period))
    typed = " · ".join(f"<code>{escaped.escape(call)}</code>" for call in calls(period))
    return f"{told}<p>{words.label('shown.next')}: {typed}</p>"
