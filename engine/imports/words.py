"""Texts of other platforms as plain French: HTML without its marks, templates with our words between braces."""

from __future__ import annotations

import html
import re
import unicodedata
from html.parser import HTMLParser

BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "table",
    "hr",
    "blockquote",
    "section",
}
UNREAD = {"script", "style"}


class _Stripper(HTMLParser):
    """Keeps the words, the bullets and the addresses of links."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[tuple[str, int]] = []
        self.muted = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self.muted += 1
        elif tag == "li":
            self.pieces.append("\n- ")
        elif tag in BLOCKS:
            self.pieces.append("\n" if tag in ("br", "tr") else "\n\n")
        elif tag == "a":
            self.links.append((dict(attributes).get("href") or "", len(self.pieces)))

    def handle_endtag(self, tag: str) -> None:
        if tag in UNREAD:
            self.muted = max(0, self.muted - 1)
        elif tag == "a" and self.links:
            address, start = self.links.pop()
            words = "".join(self.pieces[start:])
            if address and not address.startswith("#") and address.removeprefix("mailto:") not in words:
                self.pieces.append(f" ({address.removeprefix('mailto:')})")
        elif tag in BLOCKS and tag not in ("br", "li"):
            self.pieces.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.muted:
            self.pieces.append(data)


def plain(text: str) -> str:
    """The words of a text that may hold HTML; one empty line at most between paragraphs."""
    if "<" in text or "&" in text:
        stripper = _Stripper()
        try:
            stripper.feed(text)
            stripper.close()
            text = "".join(stripper.pieces)
        except (AssertionError, ValueError):  # what html.parser itself does not stand
            text = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return tidy(text)


def tidy(text: str) -> str:
    """Without invisible characters, doubled spaces or empty lines; never a tab or a no-break space."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(" " if one != "\n" and one.isspace() else one for one in text if is_seen(one))
    lines = [" ".join(line.split()) for line in kept.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def is_seen(character: str) -> bool:
    return (
        character == "\n"
        or character.isspace()
        or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )


def one_line(text: str) -> str:
    return " ".join(plain(text).split())


def unbraced(text: str) -> str:
    """One line without braces, where nothing can be quoted."""
    return one_line(text).replace("{", "(").replace("}", ")")
