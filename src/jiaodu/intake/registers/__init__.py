"""Registers of organisations: read, checked for duplicates, compared with last year's. Floor: intake."""

from jiaodu.intake.registers.read import joined, read_register, register_addresses

__all__ = ["joined", "read_register", "register_addresses"]
