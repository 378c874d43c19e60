"""Facts: tables with keys, sources and reference dates; loads, snapshots, time travel. Floor: core.facts."""
