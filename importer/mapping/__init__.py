"""Rows become payloads: the mapping file is read, bound to a source and applied row by row."""
