"""Base nouns: text, problems, units, periods, organisations, missing-reasons. Floor: the lowest of core; imports nothing of jiaodu."""
