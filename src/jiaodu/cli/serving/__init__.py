"""Commands that run and keep a deployment. Floor: cli."""
