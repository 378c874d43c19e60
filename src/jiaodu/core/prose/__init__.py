"""Prose: a text, Word, PDF or HTML file as one string with places, for whatever reads reports.

Floor: core.prose. In: a path. Out: `Prose`: text with exact offsets, blocks with places in words, bound figures.
"""

from jiaodu.core.prose.flat import Flat, flatten
from jiaodu.core.prose.model import Block, BlockKind, Bound, Part, Prose
from jiaodu.core.prose.outline import heading_level
from jiaodu.core.prose.read import FORMATS, read_prose
from jiaodu.core.prose.sentences import Sentence, quoted, sentences_of
from jiaodu.core.prose.text_file import prose_of_text

__all__ = [
    "FORMATS",
    "Block",
    "BlockKind",
    "Bound",
    "Flat",
    "Part",
    "Prose",
    "Sentence",
    "flatten",
    "heading_level",
    "prose_of_text",
    "quoted",
    "read_prose",
    "sentences_of",
]
