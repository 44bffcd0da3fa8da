"""A document as data in; PDF, DOCX, PPTX and XLSX out."""
