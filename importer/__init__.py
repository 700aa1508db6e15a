"""Rows in, events out, each exactly once: the Pinned Events importer."""
