"""What every page must keep whatever it shows, read from its HTML alone."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import html5lib
from lxml import html

from engine.language import LANGUAGES

PARSED: set[tuple[str, int]] = set()
CONTROLS = "input:not([type=hidden]), select, textarea"


def mistakes(source: str, city: str = "") -> list[str]:
    """Sentences about what is wrong; an empty list for a sound page."""
    tree = html.document_fromstring(source)
    return [
        *of_the_markup(source, tree),
        *of_the_frame(tree, city),
        *of_ids(tree),
        *of_controls(tree),
        *of_headings(tree),
        *of_the_rest(tree),
    ]


def of_the_markup(source, tree):
    """Parse errors, as a browser would meet them; looked for once per kind of page, for it is slow."""
    kind = (tree.findtext("head/title"), len(tree.cssselect(".error")))
    if kind not in PARSED:
        PARSED.add(kind)
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        parser.parse(source)
        for (line, column), code, _ in parser.errors:
            yield f"{code} at {line}:{column}"


def of_the_frame(tree, city):
    title = tree.findtext("head/title") or ""
    if tree.get("lang") not in {one.lang for one in LANGUAGES.values()}:
        yield "the language is not said"
    if not title.strip() or (city and not title.endswith(f" – {city}")):
        yield f"the title « {title} » does not end with the city"
    for landmark in ("main", "header", "footer"):
        if len(tree.cssselect(f"body > {landmark}, body > div > {landmark}")) != 1:
            yield f"there is not one {landmark}"
    for role in ("status", "alert"):
        regions = tree.cssselect(f"[role={role}]")
        if len(regions) != 1 or regions[0].text_content().strip():
            yield f"there is not one empty live region {role}"
    if tree.cssselect("[autofocus]")[1:]:
        yield "several elements want the focus"


def of_ids(tree):
    ids = Counter(tree.xpath("//@id"))
    for id, times in ids.items():
        if times > 1:
            yield f"the id {id} is there {times} times"
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for names in tree.xpath(f"//@{attribute}"):
            for name in names.split():
                if name not in ids:
                    yield f"{attribute} names {name}, which does not exist"
    for href in tree.xpath("//a/@href[starts-with(., '#')]"):
        if href[1:] not in ids:
            yield f"a link goes to {href}, which does not exist"


def of_controls(tree):
    labels = {label.get("for"): text(label) for label in tree.cssselect("label[for]")}
    for control in tree.cssselect(CONTROLS):
        if not labels.get(control.get("id")):
            yield f"the control {control.get('name')} has no label"
        if control.get("placeholder") is not None:
            yield f"the control {control.get('name')} has a placeholder"
    for button in tree.cssselect("button, a"):
        if not text(button):
            yield "a button or a link says nothing"
        if button.get("disabled") is not None:
            yield f"the button « {text(button)} » is disabled"
    for form in tree.cssselect("main form[method=post]"):
        if form.cssselect(CONTROLS) and form.get("novalidate") is None and form.cssselect("[required]"):
            yield "the browser's own validation is left on"
    for group in tree.cssselect("fieldset"):
        if not group.cssselect("legend"):
            yield "a fieldset has no legend"


def of_headings(tree):
    levels = [int(heading.tag[1]) for heading in tree.cssselect("main h1, main h2, main h3, main h4")]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} h1"
    after_summary = levels[1:] if tree.cssselect(".error-summary, #nouvelles-page") else levels
    for before, after in pairwise(after_summary):
        if after > before + 1:
            yield f"an h{after} follows an h{before}"


def of_the_rest(tree):
    if tree.xpath("//@style") or tree.cssselect("style") or tree.xpath("//script[not(@src)]"):
        yield "there is inline style or script"
    if handlers := tree.xpath("//@*[starts-with(name(), 'on')]"):
        yield f"there are inline handlers: {handlers}"
    for address in tree.xpath("//script/@src | //link/@href | //img/@src"):
        if not address.startswith("/"):
            yield f"{address} comes from another site"


def text(element) -> str:
    return " ".join(element.text_content().split())
