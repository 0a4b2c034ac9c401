"""How texts are written on a page in another language: each knows whether it is translated, and French says so.

A text of the engine is looked for in the catalogue where a template says `|spaced`; what a person typed never goes there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from markupsafe import Markup, escape

from engine import french
from engine.chrome import Chrome
from engine.language import French, Language, Ours, Translated

MARKED = Markup('<span lang="fr" dir="ltr">{}</span>')
BESIDE = Markup('{}<span class="in-french" lang="fr" dir="ltr">{}</span>')
_LETTER = re.compile(r"[^\W\d_]")


def shown(language: Language, chrome: Chrome, beside: bool) -> Callable[[Any], Any]:
    """What `{{ }}` writes: French is marked among other words; both when the person wants both."""

    def finalize(value: Any) -> Any:
        if isinstance(value, Ours):
            value = chrome.say(value) or French(value)
        if isinstance(value, French):
            return MARKED.format(str(value)) if language.foreign else str(value)
        if isinstance(value, Translated) and beside and value.french != value:
            return BESIDE.format(str(value), french.spaced(value.french))
        return value

    return finalize


def told(chrome: Chrome) -> Callable[[Any], Any]:
    """What `{{ }}` writes in a message in plain text, where nothing can be marked."""
    return lambda value: (chrome.say(value) or str(value)) if isinstance(value, Ours) else value


def filters(language: Language, chrome: Chrome) -> dict[str, Callable[..., Any]]:
    """Those that stand instead of the French ones."""

    def spaced(text: Any) -> Any:
        """A text of the engine or of the city, in the language when it is known there."""
        if isinstance(text, (Markup, Translated)) or not isinstance(text, str):
            return text
        known = None if isinstance(text, French) else chrome.say(text)
        if known is not None:
            return known
        words = french.spaced(str(text))
        return French(words) if language.foreign and _LETTER.search(words) else words

    def paragraphs(text: str) -> Markup:
        known = text if isinstance(text, (French, Translated)) else chrome.say(text)
        if isinstance(known, French) and language.foreign:
            return Markup('<div lang="fr" dir="ltr">{}</div>').format(blocks(french.spaced(str(known))))
        if known is None:  # words of a person: their language is theirs
            return blocks(str(text), Markup(' dir="auto"') if language.foreign else Markup(""))
        return blocks(known)

    return {"spaced": spaced, "paragraphs": paragraphs, "bare": str}


def blocks(text: str, attributes: Markup = Markup("")) -> Markup:
    """A blank line opens a paragraph, a line end breaks the line."""
    found = [block for block in re.split(r"\n\s*\n", text.strip()) if block]
    made = [Markup("<br>").join(escape(line) for line in block.split("\n")) for block in found]
    return Markup("\n").join(Markup("<p{}>{}</p>").format(attributes, one) for one in made)
