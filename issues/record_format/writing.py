"""Writes a record in its one canonical form: the same record is always the same bytes."""

from __future__ import annotations

import json

from issues.record_format.rows import FORMAT, VERSION, Record, as_data


def write_record(record: Record) -> str:
    """JSON with every key, in the order of the documentation, indented by one, a line end last."""
    data: dict[str, object] = {"format": FORMAT, "version": VERSION}
    data |= {name: as_data(rows) for name, rows in record.sections()}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
