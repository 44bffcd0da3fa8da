"""Files, tables and commands bent by chance and run to the end: what is refused, read, or brings the program down."""
