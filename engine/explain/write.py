"""An account as Markdown, as one self-contained HTML page, or only its drawings as SVG. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from engine.explain.account import Account, Item, Part
from engine.explain.drawing import STYLE, svg
from engine.french import spaced
from engine.names import fold


def markdown(told: Account) -> str:
    lines = [f"# {told.title}", "", told.summary, ""]
    for part in told.parts:
        lines += [f"{'#' * part.level} {part.title}", ""]
        lines += [line for sentence in part.sentences for line in (sentence, "")]
        if part.items:
            lines += [*markdown_items(part), ""]
        if part.picture:
            lines += [*(f"{number}. {item}" for number, item in enumerate(part.picture.items, 1)), ""]
    return "\n".join(lines).rstrip() + "\n"


def markdown_items(part: Part) -> Iterator[str]:
    for number, item in enumerate(part.items, 1):
        bullet = f"{number}." if part.numbered else "-"
        yield f"{bullet} {item.text}"
        yield from (f"{' ' * (len(bullet) + 1)}- {line}" for line in item.under)


PAGE_STYLE = """
:root{color-scheme:light dark}
body{font:1.0625rem/1.55 system-ui,"Segoe UI",Roboto,Arial,sans-serif;margin:0 auto;max-inline-size:52rem;padding:1rem 1.25rem 4rem;overflow-wrap:break-word}
h1{line-height:1.2}h2{margin-block-start:2.5rem;border-block-end:2px solid}h3{margin-block:1.75rem .25rem}
.lede{font-size:1.2rem}li{margin-block:.35rem}li>ul{margin-block:.1rem .5rem;font-size:.95em}
a{color:inherit}a:focus-visible{outline:3px solid;outline-offset:3px}nav ul{columns:2;padding-inline-start:1.2rem}
figure{margin:1rem 0;background:#fff;color:#1b1b1b;border-radius:.5rem}
svg{max-inline-size:100%;block-size:auto}
@media (max-width:30em){nav ul{columns:1}}
@media print{body{max-inline-size:none;font-size:11pt}nav{display:none}h2,h3{break-after:avoid}li,figure{break-inside:avoid}}
"""


def html(told: Account) -> str:
    """One page that needs nothing else: no script, no other file."""
    sections = [part for part in told.parts if part.level == 2]
    links = "".join(f'<li><a href="#{anchor(part)}">{text(part.title)}</a></li>' for part in sections)
    body = "".join(html_part(part, number) for number, part in enumerate(told.parts))
    return (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>{text(told.title)} – en une page</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{PAGE_STYLE}</style></head><body>'
        f'<header><h1>{text(told.title)}</h1><p class="lede">{text(told.summary)}</p></header>'
        f'<nav aria-label="Sur cette page"><ul>{links}</ul></nav><main>{body}</main></body></html>\n'
    )


def html_part(part: Part, number: int) -> str:
    name = f' id="{anchor(part)}"' if part.level == 2 else ""
    head = f"<h{part.level}{name}>{text(part.title)}</h{part.level}>"
    sentences = "".join(f"<p>{text(one)}</p>" for one in part.sentences)
    kind = "ol" if part.numbered else "ul"
    items = f"<{kind}>{''.join(html_item(one) for one in part.items)}</{kind}>" if part.items else ""
    return head + sentences + items + (html_picture(part, number) if part.picture else "")


def html_item(item: Item) -> str:
    under = "".join(f"<li>{text(one)}</li>" for one in item.under)
    return f"<li>{text(item.text)}{f'<ul>{under}</ul>' if under else ''}</li>"


def html_picture(part: Part, number: int) -> str:
    assert part.picture
    items = "".join(f"<li>{text(one)}</li>" for one in part.picture.items)
    return f"<figure>{svg(part.picture.drawing, f'dessin{number}')}</figure><p>Le même dessin, en mots :</p><ol>{items}</ol>"


def text(words: str) -> str:
    return escape(spaced(words))


def anchor(part: Part) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(part.title)).strip("-")


def drawings(told: Account) -> str:
    """The drawings one under another, in a single SVG file."""
    found, top, width = [], 0, 0
    for number, part in enumerate(one for one in told.parts if one.picture):
        assert part.picture
        inner = svg(part.picture.drawing, f"dessin{number}")
        wide, high = (
            int(found[1])
            for found in (re.search(r' width="(\d+)"', inner), re.search(r' height="(\d+)"', inner))
            if found
        )
        head = f'<text class="t" x="16" y="{top + 28}">{escape(part.title)}</text>'
        found.append(head + inner.replace("<svg ", f'<svg x="0" y="{top + 40}" ', 1))
        top, width = top + 60 + high, max(width, wide)
    title = f"<title>{escape(told.title)}</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="parvis" viewBox="0 0 {width} {top}" width="{width}" height="{top}">'
        f'{title}<style>{STYLE}</style><rect width="{width}" height="{top}" fill="#fff"/>{"".join(found)}</svg>\n'
    )
