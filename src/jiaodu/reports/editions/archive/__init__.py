"""The archive of an edition for the file room: one zip that can be read in ten years without jiaodu.

Floor: reports. In: an `Edition` and its store. Out: a zip of pages, tables (CSV), originals, packs and hashes; and its check.
"""

from jiaodu.reports.editions.archive.make import Archived, Choice, write_edition_archive
from jiaodu.reports.editions.archive.verify import Verified, verify_archive

__all__ = ["Archived", "Choice", "Verified", "verify_archive", "write_edition_archive"]
