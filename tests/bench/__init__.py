"""Measures pages and status changes on a large synthetic record. Run by `make bench`."""
