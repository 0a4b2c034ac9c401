"""The colours of a face: their names, the pairs that must stay legible, the style sheet they become. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Palette = Mapping[str, str]
"""Colour names (French, as in theme.yaml) to `#rrggbb`."""

_DARK, _MORE = "(prefers-color-scheme:dark)", "(prefers-contrast:more)"

VARIANTS = {
    "clair": ((":root", ""),),
    "sombre": (
        (":root:not(.apparence-claire)", f"screen and {_DARK}"),
        (":root.apparence-sombre", "screen"),
    ),
    "contraste": ((":root.contraste-fort:root", ""), (":root:root:root", _MORE)),
    "contraste_sombre": (
        (":root.contraste-fort:root:not(.apparence-claire)", f"screen and {_DARK}"),
        (":root.contraste-fort.apparence-sombre", "screen"),
        (":root:root:root:not(.apparence-claire)", f"screen and {_MORE} and {_DARK}"),
        (":root:root:root.apparence-sombre", f"screen and {_MORE}"),
    ),
}
"""Each variant of a face, with the selectors it is written under and when, in the order of the cascade: what the device
asks for, then what the person chose in the comfort panel (`engine/web/comfort.py`). Paper is always light."""

NAMES = (
    "fond",
    "surface",
    "voile",
    "encre",
    "encre_douce",
    "trait",
    "filet",
    "principale",
    "principale_vive",
    "sur_principale",
    "lien",
    "erreur",
    "erreur_fond",
    "succes",
    "succes_fond",
    "attention",
    "attention_fond",
    "focus",
)

TEXT_RATIO, SHAPE_RATIO = 4.5, 3.0
"""WCAG 2.2 AA: 1.4.3 for words, 1.4.11 for the edge of a control or the ring of focus."""

WORDS_ON = {
    "encre": ("fond", "surface", "voile", "erreur_fond", "succes_fond", "attention_fond"),
    "encre_douce": ("fond", "surface", "voile"),
    "lien": ("fond", "surface", "voile", "erreur_fond", "succes_fond", "attention_fond"),
    "sur_principale": ("principale", "principale_vive"),
    "erreur": ("fond", "surface", "erreur_fond"),
    "succes": ("fond", "surface", "succes_fond"),
    "attention": ("fond", "surface", "attention_fond"),
}
SHAPES_ON = {
    "trait": ("fond", "surface", "voile"),
    "principale": ("fond", "surface", "voile"),
    "erreur": ("fond", "surface"),
    "focus": ("encre",),
}
"""The ring of focus is ink with a halo: the two must differ from each other whatever lies under."""


@dataclass(frozen=True)
class FaintPair:
    """Two colours too close to each other."""

    front: str
    back: str
    ratio: float
    wanted: float


def is_colour(written: str) -> bool:
    return re.fullmatch(r"#[0-9a-fA-F]{6}", written) is not None


def contrast(front: str, back: str) -> float:
    """WCAG contrast ratio, from 1 to 21."""
    lighter, darker = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def faint_pairs(palette: Palette) -> Iterator[FaintPair]:
    """Pairs of a complete palette that someone could not read."""
    for pairs, wanted in ((WORDS_ON, TEXT_RATIO), (SHAPES_ON, SHAPE_RATIO)):
        for front, backs in pairs.items():
            for back in backs:
                if (ratio := contrast(palette[front], palette[back])) < wanted:
                    yield FaintPair(front, back, ratio, wanted)


def stylesheet(palettes: Mapping[str, Palette]) -> str:
    """The palettes as CSS custom properties: `encre_douce` becomes `--encre-douce`."""
    rules = []
    for variant, places in VARIANTS.items():
        properties = ";".join(f"--{name.replace('_', '-')}:{palettes[variant][name]}" for name in NAMES)
        for selector, media in places:
            rule = f"{selector}{{{properties}}}"
            rules.append(f"@media {media}{{{rule}}}" if media else rule)
    return "\n".join(rules)
