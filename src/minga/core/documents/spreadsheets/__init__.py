"""Tables out (`write_xlsx`, `write_csv`) and in (`read_table`)."""

from minga.core.documents.spreadsheets.reading import Row, Table, TableRefused, place_of, read_table
from minga.core.documents.spreadsheets.writing import Column, Sheet, write_csv, write_xlsx

__all__ = [
    "Column",
    "Row",
    "Sheet",
    "Table",
    "TableRefused",
    "place_of",
    "read_table",
    "write_csv",
    "write_xlsx",
]
