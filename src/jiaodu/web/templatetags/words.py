"""`{% t "中文" "English" %}` and `{{ text|said }}`: the words of a page in the reader's language. Floor: web."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from jiaodu.core.base.text import Text
from jiaodu.web.language import said as said_
from jiaodu.web.language import say

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **values: object) -> SafeString:
    """Words with `{name}` places; values are escaped, words come from the template."""
    return format_html(say(zh, en), **values) if values else SafeString(say(zh, en))


@register.filter
def said(text: object) -> str:
    """A `Text` in the reader's language; anything else as it is."""
    return said_(text) if isinstance(text, Text) else str(text)
