"""`jiaodu claims …`: one module a word. Floor: cli."""
