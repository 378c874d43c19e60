"""Tags of the templates. Floor: web."""
