"""Names of the bookmarks in a Word file: figures, the words of a verdict beside one, and what the annex says of it.

Floor: reports. In: the id of a figure. Out: names, each unique where the ids are.
"""

FIGURE, OUTCOME = "jd_f_", "jd_o_"


def outcome_mark(figure: str) -> str:
    """The mark of the words of a verdict, from the first figure of its row."""
    return OUTCOME + figure.removeprefix(FIGURE)
