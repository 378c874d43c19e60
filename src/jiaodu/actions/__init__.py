"""Every thing a person does, once: permission, the deed, the audit line. Floor: actions."""
