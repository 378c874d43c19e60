"""Packs become one checked, immutable framework. Floor: core.framework; imports formula and base."""

from jiaodu.core.framework.load import Loading, load_framework, pack_editions, try_framework
from jiaodu.core.framework.model import Form, Framework, Indicator, Pack, Standard

__all__ = [
    "Form",
    "Framework",
    "Indicator",
    "Loading",
    "Pack",
    "Standard",
    "load_framework",
    "pack_editions",
    "try_framework",
]
