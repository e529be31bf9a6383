"""Reading documents from files, writing and reading results."""

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
    "RECORD_VERSION",
    "ResultWriter",
    "TornLine",
    "read_results",
    "record_schema",
    "result_from_line",
    "result_from_record",
    "result_to_line",
    "result_to_record",
    "write_results",
]
