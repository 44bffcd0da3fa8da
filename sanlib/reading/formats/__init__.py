"""One kind of spreadsheet file in; its cells and what the fast reader cannot see out."""
