"""The record format: a record as JSON files, read with all its mistakes named at once. PURE."""

from issues.record_format.checking import reconcile
from issues.record_format.problems import Place, Problem, RecordRefused
from issues.record_format.reading import read_record
from issues.record_format.rows import Record, as_data
from issues.record_format.writing import write_record

__all__ = [
    "Place",
    "Problem",
    "Record",
    "RecordRefused",
    "as_data",
    "read_record",
    "reconcile",
    "write_record",
]
