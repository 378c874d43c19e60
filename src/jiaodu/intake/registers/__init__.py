"""Registers of organisations: read, checked for duplicates, compared with last year's. Floor: intake."""

from jiaodu.intake.registers.memberships import joined_memberships, read_memberships
from jiaodu.intake.registers.read import joined, read_register, register_addresses

__all__ = ["joined", "joined_memberships", "read_memberships", "read_register", "register_addresses"]
