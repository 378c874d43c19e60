"""Rooms on one corridor, one a duty; no room knows another. Floor: engines."""
