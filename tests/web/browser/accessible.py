"""What axe finds on a page by WCAG 2.2 A and AA, and what a page must do on a phone."""

from __future__ import annotations

from typing import Any

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults_of(page: Any) -> list[str]:
    """One line for each rule that an element breaks."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]}).response
    return [
        f"{fault['id']} ({fault['impact']}): {node['target']} {node['html'][:160]} | {' / '.join(c['message'] for c in node['any'] + node['all'])[:200]}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def overflow_of(page: Any) -> int:
    """By how many pixels the page is wider than the screen; tables scroll in themselves, the page does not."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Any) -> list[str]:
    """Buttons and links outside running text that are smaller than 24 by 24 pixels (WCAG 2.5.8)."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll("button, select, summary, input:not([type=hidden]), a.button, nav a, .tabs a")]
            .filter((e) => { const r = e.getBoundingClientRect(); return r.width && r.height && (r.height < 23.5 || r.width < 23.5)
              && !["checkbox", "radio"].includes(e.type) && !e.closest(".crumbs"); })
            .map((e) => `${e.tagName} ${e.textContent.trim().slice(0, 30)} ${Math.round(e.getBoundingClientRect().width)}x${Math.round(e.getBoundingClientRect().height)}`)"""
        )
    )
