"""Sentences computed from a table, in the language bound; each is called as the function that made the table."""

from sanlib.charts.table_finding import finding
from sanlib.compare.change_page import diff_sentences as diff
from sanlib.printing.gap_sentences import gap_sentences as gaps
from sanlib.printing.gap_sentences import verdict_count as verdicts
from sanlib.printing.survey_sentences import change_sentences as changes
from sanlib.printing.survey_sentences import difference_sentences as differences
from sanlib.printing.survey_sentences import estimate_sentences as estimates
from sanlib.printing.survey_sentences import left_out_sentence as left_out
from sanlib.printing.survey_sentences import rank_sentences as ranks
from sanlib.printing.survey_sentences import risk_sentences as risk
from sanlib.survey.planning import frame_sentence as frame
from sanlib.survey.planning import needed_sentence as sample_for_interval
from sanlib.survey.planning import plan_sentence as options

__all__ = [
    "changes",
    "diff",
    "differences",
    "estimates",
    "finding",
    "frame",
    "gaps",
    "left_out",
    "options",
    "ranks",
    "risk",
    "sample_for_interval",
    "verdicts",
]


def __dir__() -> list[str]:
    return __all__
