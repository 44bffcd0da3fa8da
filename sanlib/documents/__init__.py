"""A period's gaps of one region or province in; brief, deck, workbook and page to sign out."""

from sanlib.documents.chart_folder import chart_pack
from sanlib.documents.closing import Closing, closing_year, closings
from sanlib.documents.need import needs
from sanlib.documents.pack_folder import PARTS, pack, preview
from sanlib.documents.writers.page_pictures import brief_pages
from sanlib.reference.advocacy import milestones, policies

__all__ = [
    "PARTS",
    "Closing",
    "brief_pages",
    "chart_pack",
    "closing_year",
    "closings",
    "milestones",
    "needs",
    "pack",
    "policies",
    "preview",
]
