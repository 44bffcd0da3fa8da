"""Before a survey: how many households and desa to draw, and how sure the result will be."""

from sanlib.estimation.sampling import allocate
from sanlib.survey.planning import allocations, sample_for_interval, sample_sizes
from sanlib.survey.planning import desa_frame as frame
from sanlib.survey.planning import plan_options as options

__all__ = ["allocate", "allocations", "frame", "options", "sample_for_interval", "sample_sizes"]


def __dir__() -> list[str]:
    return __all__
