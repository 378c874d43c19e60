"""The words that a pack may use: one frozen model for each kind of file.

Floor: core.framework. In: plain data read from YAML (every scalar still text). Out: typed, immutable nouns; the JSON
Schema that editors use is generated from these models.
"""

from jiaodu.core.framework.schema.duties import (
    Department,
    DutyFrame,
    Focus,
    NamedProblem,
    Section,
    Task,
)
from jiaodu.core.framework.schema.examples import (
    Example,
)
from jiaodu.core.framework.schema.forms import (
    Code,
    DatedDay,
    Due,
    Form,
    Item,
    Layout,
    Source,
)
from jiaodu.core.framework.schema.indicators import (
    Across,
    Indicator,
    Plausible,
    Rounding,
)
from jiaodu.core.framework.schema.law import (
    Article,
    Document,
    Edition,
    PackFile,
)
from jiaodu.core.framework.schema.reports import (
    ReportBlock,
    ReportSection,
    ReportTemplate,
)
from jiaodu.core.framework.schema.standards import (
    Check,
    CountOf,
    Exemption,
    Requirement,
    Standard,
)
from jiaodu.core.framework.schema.words import (
    ID_PATTERN,
    Basis,
    DayOfYear,
    Fixed,
    Frozen,
    Identifier,
    Level,
    Model,
    Strings,
    UnitText,
)

__all__ = [
    "ID_PATTERN",
    "Across",
    "Article",
    "Basis",
    "Check",
    "Code",
    "CountOf",
    "DatedDay",
    "DayOfYear",
    "Department",
    "Document",
    "Due",
    "DutyFrame",
    "Edition",
    "Example",
    "Exemption",
    "Fixed",
    "Focus",
    "Form",
    "Frozen",
    "Identifier",
    "Indicator",
    "Item",
    "Layout",
    "Level",
    "Model",
    "NamedProblem",
    "PackFile",
    "Plausible",
    "ReportBlock",
    "ReportSection",
    "ReportTemplate",
    "Requirement",
    "Rounding",
    "Section",
    "Source",
    "Standard",
    "Strings",
    "Task",
    "UnitText",
]
