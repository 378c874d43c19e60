"""The language of a page. Floor: web. Chinese first; what is not English is Chinese."""

from __future__ import annotations

from django.utils.translation import get_language

from jiaodu.core.base.text import Language, Text


def language() -> Language:
    """The language of the request that is being answered."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def say(zh: str, en: str) -> str:
    """Words in the language of the request; both are always given, so no page is half translated."""
    return en if language() == "en" else zh


def said(text: Text) -> str:
    """A text in the language of the request."""
    return text.en if language() == "en" else text.zh
