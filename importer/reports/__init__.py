"""Reports: what a run came to, for programs (document) and for people (console, progress)."""
