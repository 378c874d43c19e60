"""The report as one self-contained page: figures lead to the annex and back; readable on a phone, printable on A4.

Floor: reports. In: a `Document`. Out: an HTML file without scripts and without anything from outside.
"""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from jiaodu.reports.document import Document, Figure, Heading
from jiaodu.reports.writing import write_atomically

_STYLE = """
:root{--ink:#1a1a1a;--red:#b3261e;--line:#d8d2c8;--paper:#fff;--dim:#666;--soft:#faf7f2}
*{box-sizing:border-box}
body{margin:0;background:#efece6;color:var(--ink);line-height:1.9;font-size:17px;
font-family:"仿宋_GB2312","FangSong","STFangsong","Noto Serif CJK SC","Source Han Serif SC","Songti SC",SimSun,serif}
main{max-width:860px;margin:24px auto;background:var(--paper);padding:56px 72px;box-shadow:0 1px 6px #0002}
h1{font-family:"方正小标宋简体","Noto Serif CJK SC",SimSun,serif;text-align:center;font-size:29px;line-height:1.45;margin:0 0 18px;
padding-bottom:20px;border-bottom:3px solid var(--red);font-weight:700}
h2,h3,h4{line-height:1.5;margin:1.5em 0 .4em}
h2{font-family:"黑体",SimHei,"Noto Sans CJK SC","PingFang SC",sans-serif;font-size:20px;font-weight:600}
h3{font-family:"楷体_GB2312",KaiTi,STKaiti,"Noto Serif CJK SC",serif;font-size:18px;font-weight:600}h4{font-size:17px}
p{margin:.35em 0;text-indent:2em;text-align:justify;overflow-wrap:anywhere}
:lang(en) p{text-indent:0;margin:.7em 0;text-align:left}:lang(en) body,:lang(en) td{font-family:"Times New Roman","Noto Serif",serif}
p.note{color:var(--dim);font-size:15px}p.to{text-indent:0}
a.figure{color:inherit;text-decoration:none;border-bottom:1.5px solid #b3261e66;font-variant-numeric:tabular-nums}
a.figure:hover,a.figure:focus{background:#b3261e14;border-bottom-color:var(--red)}
a.figure.missing{border-bottom-style:dashed;color:#8a5a00}
:target{background:#fff3c4}
aside{border:1px solid var(--line);border-left:4px solid var(--red);background:var(--soft);padding:10px 18px;margin:20px 0;font-size:15px}
aside p{text-indent:0;margin:.2em 0;font-weight:600}aside ul{margin:.3em 0;padding-left:1.3em}
nav{font-size:15px;columns:2;column-gap:32px;margin:16px 0 8px}nav a{display:block;color:inherit;text-decoration:none}nav a.deep{padding-left:1.5em;color:var(--dim)}
.wide{overflow-x:auto;margin:14px 0}
table{border-collapse:collapse;width:100%;font-size:15px;line-height:1.5}caption{caption-side:top;font-weight:600;padding:6px}
th,td{border:1px solid var(--line);padding:6px 9px;vertical-align:top;text-align:left}th{background:var(--soft);font-weight:600;white-space:nowrap}
.annex td:nth-child(3){font-variant-numeric:tabular-nums}.annex small{display:block;color:var(--dim)}
.annex .name{min-width:9em}.annex .from{overflow-wrap:anywhere}
footer{color:var(--dim);font-size:13px;border-top:1px solid var(--line);margin-top:32px;padding-top:10px;overflow-wrap:anywhere}
@media(max-width:640px){body{font-size:16px}main{margin:0;padding:24px 18px;box-shadow:none}h1{font-size:23px}nav{columns:1}
.annex thead{display:none}.annex tr{display:block;border-bottom:2px solid var(--line);padding:6px 0}.annex td{display:block;border:0;padding:2px 0}
.annex td[data-label]:not(:empty)::before{content:attr(data-label) "  ";color:var(--dim);font-size:13px}}
@media print{@page{size:A4;margin:37mm 26mm 35mm 28mm}body{background:#fff;font-size:16pt;line-height:28pt}main{box-shadow:none;margin:0;padding:0;max-width:none}
nav,aside{display:none}a.figure{border:0}.annex,.annex td{font-size:9pt;line-height:1.4}h2,h3{break-after:avoid}tr{break-inside:avoid}}
"""

_PAGE = """<!DOCTYPE html>
<html lang="{{ 'zh-CN' if d.language == 'zh' else 'en' }}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="generator" content="jiaodu">
<title>{{ d.title }}</title><style>{{ style }}</style></head><body><main>
<h1>{{ d.title }}</h1>
{% if d.addressee %}<p class="to">{{ d.addressee }}{{ '：' if d.language == 'zh' else ':' }}</p>{% endif %}
<aside><p>{{ t('成稿前请核对', 'to settle before this is final') }}</p><ul>{% for f in d.findings %}<li>{{ f }}</li>{% endfor %}</ul></aside>
<nav>{% for b, id in contents %}<a href="#{{ id }}"{% if b.level > 1 %} class="deep"{% endif %}>{{ b.text }}</a>{% endfor %}<a href="#annex">{{ t('附件 数字一览', 'Annex: all figures') }}</a></nav>
{% for b in d.blocks %}{% if kind(b) == 'Heading' %}<h{{ b.level + 1 }} id="{{ ids[loop.index0] }}">{{ b.text }}</h{{ b.level + 1 }}>
{% elif kind(b) == 'Paragraph' %}<p{% if b.note %} class="note"{% endif %}>{{ line(b.inlines) }}</p>
{% else %}<div class="wide"><table>{% if b.caption %}<caption>{{ b.caption }}</caption>{% endif %}<thead><tr>{% for h in b.header %}<th>{{ h }}</th>{% endfor %}</tr></thead>
<tbody>{% for r in b.rows %}<tr>{% for c in r %}<td>{{ line(c) }}</td>{% endfor %}</tr>{% endfor %}</tbody></table></div>
{% endif %}{% endfor %}
<h2 id="annex">{{ t('附件 数字一览', 'Annex: all figures') }}</h2>
<table class="annex"><thead><tr>{% for h in heads %}<th>{{ h }}</th>{% endfor %}</tr></thead><tbody>
{% for e in d.annex %}<tr id="a-{{ e.key }}"><td>{{ e.number }}</td>
<td class="name">{{ e.name }}{% for s in [e.scope] if s %}<small>{{ s }}</small>{% endfor %}<small>{% for f in e.figures %}<a href="#{{ f }}" title="{{ t('回到正文', 'back to the text') }}">↩{{ loop.index if e.figures|length > 1 else '' }}</a> {% endfor %}</small></td>
<td data-label="{{ heads[2] }}">{{ e.value }}<small>{{ e.parts }}</small></td><td data-label="{{ heads[3] }}">{{ e.as_of }}</td>
<td class="from" data-label="{{ heads[4] }}">{% for s in e.sources %}<small>{{ s }}</small>{% endfor %}{% for n in e.notes %}<small>{{ t('说明:', 'note: ') }}{{ n }}</small>{% endfor %}</td>
<td data-label="{{ heads[5] }}">{% for v in e.verdicts %}{{ v }}<br>{% endfor %}{% for a in e.articles %}<small>{{ a }}</small>{% endfor %}</td></tr>
{% endfor %}</tbody></table>
<footer>{{ d.footer }}</footer></main></body></html>
"""


def write_html(document: Document, path: Path) -> Path:
    """Write the page."""
    text = render_html(document)

    def write(draft: Path) -> None:
        draft.write_text(text, encoding="utf-8")

    return write_atomically(Path(path), write)


def render_html(document: Document) -> str:
    """The page as text."""
    environment = Environment(autoescape=True, trim_blocks=False)

    def t(zh: str, en: str) -> str:
        return zh if document.language == "zh" else en

    ids = {i: f"s{i}" for i, b in enumerate(document.blocks) if isinstance(b, Heading)}
    contents = [(b, ids[i]) for i, b in enumerate(document.blocks) if isinstance(b, Heading) and b.level < 3]
    heads = [
        t("序号", "no."),
        t("指标", "indicator"),
        t("值", "value"),
        t("统计时点", "as of"),
        t("出处", "source"),
        t("判定与依据", "verdict and basis"),
    ]
    entries = {e.key: e for e in document.annex}
    macro = environment.from_string(
        '{% for i in inlines %}{% if i.entry is defined %}<a class="figure{{ " missing" if i.missing }}" id="{{ i.id }}" '
        'data-figure="{{ i.id }}" href="#a-{{ i.entry }}" title="{{ tip(i) }}">{{ i.text }}</a>'
        "{% elif i.strong %}<strong>{{ i.text }}</strong>{% else %}{{ i.text }}{% endif %}{% endfor %}"
    )

    def tip(figure: Figure) -> str:
        entry = entries[figure.entry]
        return " · ".join(
            x for x in (entry.name, entry.value, entry.as_of, *entry.sources[:1], *entry.articles[:1]) if x
        )

    def line(inlines: object) -> Markup:
        return Markup(macro.render(inlines=inlines, tip=tip))

    page = environment.from_string(_PAGE)
    return page.render(
        d=document, style=Markup(_STYLE), t=t, kind=lambda b: type(b).__name__, line=line, ids=ids, contents=contents, heads=heads
    )  # fmt: skip
