"""Problems of reports. Floor: core.base; data only."""

from jiaodu.core.base.problems import Entry

ENTRIES: dict[str, Entry] = {}
