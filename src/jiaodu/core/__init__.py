"""The core: from facts to values, verdicts and the way back. Floor: below the rooms, above methods."""
