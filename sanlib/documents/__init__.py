"""A period's gaps of one region or province in; needs and closings, rounded as printed, brief, deck, workbook and page to sign out."""

from sanlib.project.late_names import late

__all__, __getattr__, __dir__ = late(
    __name__,
    {
        "brief_pages": "documents.writers.page_pictures",
        "closings": "documents.closing",
        "every_chart": "documents.chart_folder:chart_pack",
        "export": "documents.export_boxes:showcase",
        "policies": "reference.advocacy",
    },
)
