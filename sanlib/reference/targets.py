"""The target sets as analysts keep them: which figure, for whom, on which ladder, in which year, from which source."""

from __future__ import annotations

import pandas as pd

from sanlib.project import schema
from sanlib.reference import reference_tables


def targets(root=None) -> pd.DataFrame:
    """Every row of targets.csv: target set x scope x indicator x year, `target_pct` 0-100; a wrong row is refused."""
    return schema.table(reference_tables.table("targets.csv", root), schema.TARGETS)
