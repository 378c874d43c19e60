"""`jiaodu report …`: write, lint, refresh, diff, archive; each word imported when it runs. Floor: cli."""
