"""Tables out (`write_xlsx`, `write_csv`) and in (`read_table`)."""

from minga.core.documents.spreadsheets.encodings import LOST
from minga.core.documents.spreadsheets.merged import UNCOUNTED
from minga.core.documents.spreadsheets.reading import Row, Table, read_table
from minga.core.documents.spreadsheets.refusing import TableRefused
from minga.core.documents.spreadsheets.separated import place_of
from minga.core.documents.spreadsheets.writing import Column, Sheet, write_csv, write_xlsx

__all__ = [
    "LOST",
    "UNCOUNTED",
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
