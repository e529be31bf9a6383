"""Reading documents from files, writing and reading results."""

from garner.files.decoding import Unreadable
from garner.files.export import COLUMNS, Frames, Row, rows, to_frames, write_csv
from garner.files.html import html_document
from garner.files.readers import FORMATS, Note, count_documents, read_documents
from garner.files.results import (
    RECORD_VERSION,
    ResultWriter,
    TornLine,
    read_results,
    record_schema,
    result_from_line,
    result_from_record,
    result_to_line,
    result_to_record,
    write_results,
)

__all__ = [
    "COLUMNS",
    "FORMATS",
    "RECORD_VERSION",
    "Frames",
    "Note",
    "ResultWriter",
    "Row",
    "TornLine",
    "Unreadable",
    "count_documents",
    "html_document",
    "read_documents",
    "read_results",
    "record_schema",
    "result_from_line",
    "result_from_record",
    "result_to_line",
    "result_to_record",
    "rows",
    "to_frames",
    "write_csv",
    "write_results",
]
