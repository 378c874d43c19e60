"""`jiaodu places …`: one module a word. Floor: cli."""
