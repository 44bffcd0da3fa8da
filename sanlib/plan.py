"""Before a survey: how many households and desa to draw, and how sure the result will be."""

from sanlib.project.late_names import late

__all__, __getattr__, __dir__ = late(
    __name__,
    {
        "allocate": "estimation.sampling",
        "allocations": "survey.planning",
        "frame": "survey.planning:desa_frame",
        "options": "survey.planning:plan_options",
        "sample_for_interval": "survey.planning",
        "sample_sizes": "survey.planning",
    },
)
