"""Long free text on several lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.fields.base import Example, FilingDay, option
from engine.fields.numbers import whole_number
from engine.fields.texte import Text


class LongText(Text):
    name = "texte-long"
    title = "Un texte libre, sur plusieurs lignes"
    options: ClassVar[Mapping[str, Any]] = {
        "longueur": option("Le nombre de caractères au plus."),
        "lignes": option("La hauteur du cadre, en lignes."),
    }
    default_length = 5000
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="Ligne 1\nLigne 2", value="Ligne 1\nLigne 2"),
        Example(raw="x" * 5001, refused="trop-long"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        rows = whole_number("lignes", options.get("lignes"), 6, 2, 40)
        return {**super().coerce_options(options), "lignes": rows}

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("Un exemple de réponse.", "Ex")
