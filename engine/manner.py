"""What a city may choose of its face besides colours: the corners, the letters of titles, the band on top. Pure.

Closed lists: every choice of them has been looked at, on a phone and in print, so only the word needs checking.
"""

from __future__ import annotations

from collections.abc import Mapping

SHAPES: Mapping[str, Mapping[str, str]] = {
    "arrondi": {
        "droit": ":root{--round:0;--round-small:0;--round-button:0}",
        "doux": "",
        "rond": ":root{--round:1.25rem;--round-small:.75rem;--round-button:2rem}",
    },
    "titres": {
        "sans": "",
        "serif": ':root:not(.police-lisible){--titles:Charter,"Bitstream Charter","Sitka Text",Cambria,"Noto Serif",serif}',
        "geometrique": ":root:not(.police-lisible){--titles:Avenir,Montserrat,Corbel,"
        '"URW Gothic","Century Gothic",var(--font)}',
    },
    "bandeau": {
        "paves": "",
        "uni": ".site-header::before{background:var(--principale)}",
        "aucun": ".site-header::before{content:none}",
    },
}
"""Each choice of `forme:` and the rules it adds after app.css; the ordinary ones add nothing."""


def stylesheet(chosen: Mapping[str, str]) -> str:
    return "\n".join(rules for key, value in chosen.items() if (rules := SHAPES[key][value]))
