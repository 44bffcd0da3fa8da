"""A period's gaps of one region or province in; brief, deck, workbook and page to sign out."""

from sanlib.project.late_names import late

_PLACES = {
    "brief_pages": "documents.writers.page_pictures",
    "closings": "documents.closing",
    "every_chart": "documents.chart_folder:chart_pack",
    "export": "documents.export_boxes:showcase",
    "policies": "reference.advocacy",
}
__all__ = ["brief_pages", "closings", "every_chart", "export", "policies"]
__getattr__ = late(__name__, _PLACES)


def __dir__() -> list[str]:
    return __all__
