"""Templates: forms become workbooks that offices fill in and that intake reads back. Floor: intake."""
