"""The text with its verdicts on it: a page, a Word copy with comments.

Floor: engines.claims. In: a `Checked`. Out: files.
"""

from jiaodu.engines.claims.marked.comments import write_comments
from jiaodu.engines.claims.marked.page import render_page, write_page

__all__ = ["render_page", "write_comments", "write_page"]
