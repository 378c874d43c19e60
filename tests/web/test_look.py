"""What every page shares: the menu by rights, light and dark, faults that say what to do, no script or style in the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from tests.town import Town

from jiaodu.records.models import User
from jiaodu.web import navigation

WEB = Path(__file__).parents[2] / "src" / "jiaodu" / "web"
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


def _client(username: str, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(User.objects.get(username=username))
    return client


def test_the_menu_offers_what_the_user_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "exists", lambda path: True)
    assert [e.path for e in navigation.entries({"round.see"}, "/rounds/3/progress/")] == ["/", "/rounds/"]
    assert [e.current for e in navigation.entries({"round.see"}, "/rounds/3/progress/")] == ["", "true"]
    assert [e.current for e in navigation.entries({"audit.see"}, "/tasks/7/")] == ["true", ""]


def test_the_head_names_the_unit_in_the_language_of_the_page(town: Town) -> None:
    assert "虚构北区" in _client("north").get("/").content.decode()
    assert "Invented North" in _client("north", "en").get("/").content.decode()


@pytest.mark.parametrize(("theme", "media"), [("dark", 'media="screen"'), ("system", "prefers-color-scheme: dark")])
def test_light_and_dark_are_kept(town: Town, theme: str, media: str) -> None:
    client = _client("first")
    client.post("/theme/", {"theme": theme, "back": "/"})
    assert media in client.get("/").content.decode()
    client.post("/theme/", {"theme": "light", "back": "https://elsewhere.example/"})
    assert "dark.css" not in client.get("/").content.decode()


def test_what_is_no_theme_is_not_kept_and_nobody_is_sent_elsewhere(town: Town) -> None:
    response = _client("first").post("/theme/", {"theme": "<script>", "back": "https://elsewhere.example/"})
    assert response.headers["Location"] == "/" and "theme" not in response.cookies


@pytest.mark.parametrize(("language", "word"), [("zh-hans", "没有这个页面"), ("en", "There is no such page")])
def test_a_page_that_is_not_there_says_what_to_do(town: Town, language: str, word: str) -> None:
    response = _client("first", language).get("/nowhere/")
    assert response.status_code == 404 and word in response.content.decode()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_script_and_no_style_stand_in_a_page(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text), "a script in the page"
    assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", text), "a style or a handler in the page"


@pytest.mark.parametrize("sheet", sorted((WEB / "static" / "web").glob("*.css")), ids=lambda path: path.name)
def test_style_sheets_suit_the_browsers_and_name_colours_once(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/|url\([^)]*\)", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert text.count("{") == text.count("}")
    assert not re.search(r":has\(|@container|@layer|^\s*&", text, flags=re.MULTILINE)
    if sheet.name not in ("tokens.css", "dark.css", "print.css"):
        assert not re.search(r"#[0-9a-f]{6}\b", text), "a colour that is not in tokens.css"


def _tokens(name: str) -> dict[str, str]:
    return dict(
        re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", (WEB / "static" / "web" / name).read_text(encoding="utf-8"))
    )


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sheet", ["tokens.css", "dark.css"])
def test_colours_can_be_read(sheet: str) -> None:
    colours = _tokens(sheet)
    grounds = ("ground", "paper", "sunken", "head", "accent-wash")
    pairs = [(ink, ground) for ink in ("ink", "soft", "link") for ground in grounds]
    pairs += [(state, f"{state}-wash") for state in ("open", "sent", "seen", "back", "good", "late", "bad", "warn")]
    pairs += [("ink", f"{wash}-wash") for wash in ("sent", "good", "warn", "bad")] + [("ink", "mark")]
    pairs += [(state, "paper") for state in ("bad", "warn", "good")]
    pairs += [("bar-ink", "bar"), ("bar-soft", "bar"), ("bar-ink", "bar-hover"), ("accent-ink", "accent")]
    low = {
        f"{a} on {b}": round(_contrast(colours[a], colours[b]), 2)
        for a, b in pairs
        if _contrast(colours[a], colours[b]) < 4.5
    }
    edges = {
        (a, b): _contrast(colours[a], colours[b]) for a in ("edge", "focus") for b in ("paper", "ground", "sunken")
    }
    assert not low
    assert all(value >= 3 for value in edges.values()), edges
