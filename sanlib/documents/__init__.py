"""A period's gaps of one region or province in; brief, deck, workbook and page to sign out."""

from sanlib.documents.chart_folder import chart_pack as every_chart
from sanlib.documents.closing import closings
from sanlib.documents.export_boxes import showcase as export
from sanlib.documents.writers.page_pictures import brief_pages
from sanlib.reference.advocacy import policies

__all__ = ["brief_pages", "closings", "every_chart", "export", "policies"]


def __dir__() -> list[str]:
    return __all__
