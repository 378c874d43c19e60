"""Names of the bookmarks in a Word file: figures, the words of a verdict beside one, and the ground of its cell.

Floor: reports. In: the id of a figure. Out: names, each unique where the ids are; colours.
"""

FIGURE, OUTCOME = "jd_f_", "jd_o_"


def outcome_mark(figure: str) -> str:
    """The mark of the words of a verdict, from the first figure of its row."""
    return OUTCOME + figure.removeprefix(FIGURE)


# set off in print as well as on a screen: dark text on a light ground
SHADES = {"met": "E8F3E6", "not_met": "FBE3DF", "not_assessable": "FFF6DC", "not_applicable": "F0F0F0"}
