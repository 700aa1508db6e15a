"""Publishing: one request, one verdict; pace; delivery; settling."""
