"""What people do, kept: users, grants, rounds, tasks, cells, decisions, evidence, jobs, audit. Floor: records (Django models)."""
