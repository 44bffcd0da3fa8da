"""What the analyst carries into the mayor's office: brief, deck, workbook and trail, per region and province."""

from sanlib.documents.chart_folder import chart_pack as every_chart
from sanlib.documents.closing import closings
from sanlib.documents.export_boxes import showcase as export
from sanlib.documents.writers.page_pictures import brief_pages
from sanlib.reference.advocacy import policies

__all__ = ["brief_pages", "closings", "every_chart", "export", "policies"]


def __dir__() -> list[str]:
    return __all__
