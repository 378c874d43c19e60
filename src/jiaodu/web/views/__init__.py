"""Pages, one file a noun. Floor: web."""
