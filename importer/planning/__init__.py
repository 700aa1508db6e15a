"""Planning: wanted against known, and the guards. Pure."""
