"""Sentences computed from a table, in the language bound; each is called as the function that made the table."""

from sanlib.project.late_names import late

__all__, __getattr__, __dir__ = late(
    __name__,
    {
        "changes": "printing.survey_sentences:change_sentences",
        "diff": "compare.change_page:diff_sentences",
        "differences": "printing.survey_sentences:difference_sentences",
        "estimates": "printing.survey_sentences:estimate_sentences",
        "finding": "charts.table_finding",
        "frame": "survey.planning:frame_sentence",
        "gaps": "printing.gap_sentences:gap_sentences",
        "left_out": "printing.survey_sentences:left_out_sentence",
        "options": "survey.planning:plan_sentence",
        "ranks": "printing.survey_sentences:rank_sentences",
        "risk": "printing.survey_sentences:risk_sentences",
        "sample_for_interval": "survey.planning:needed_sentence",
        "verdicts": "printing.gap_sentences:verdict_count",
    },
)
