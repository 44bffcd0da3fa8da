"""What the analyst carries into the mayor's office: brief, deck, workbook and trail, per region and province."""

from sanlib.pack.chartset import chart_pack
from sanlib.pack.closing import Closing, closing_year, closings
from sanlib.pack.need import needs
from sanlib.pack.pictures import brief_pages
from sanlib.pack.reference import milestones, policies
from sanlib.pack.showcase import showcase
from sanlib.pack.write import PARTS, pack, preview

__all__ = ["Closing", "PARTS", "brief_pages", "chart_pack", "closing_year", "closings", "milestones", "needs", "pack", "policies", "preview",
           "showcase"]
