"""A language, spoken or signed, chosen by its French name; stored by its code (ISO 639)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.fields.base import Example, FieldType, option
from engine.fields.cldr import OPTIONS, chosen, languages
from engine.fields.listed import SEVERAL, Listed, brings, option_several
from engine.fields.texte import Text


class Language(Listed):
    name = "langue"
    identifying = False
    linkable = True
    title = "Une langue, parlée ou signée"
    options: ClassVar[Mapping[str, Any]] = {**OPTIONS, SEVERAL: option("oui : on peut choisir plusieurs langues.")}
    missing = "Choisissez une langue à la question « {label} »."
    brought: ClassVar[Mapping[str, tuple[FieldType, str]]] = {
        "code": (Text(), "le code de la langue"),
        "nom": (Text(), "le nom de la langue"),
    }
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw={"recherche": "arabe"}, value="ar", shown="Arabe"),
        Example(raw={"choix": ["fr", "fsl"]}, options={"plusieurs": "oui"}, value=["fr", "fsl"]),
        Example(raw={"recherche": "langue des"}, refused="a-choisir"),
        Example(raw={"recherche": "klingon"}, refused="introuvable"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**options, "options": chosen(languages(), options), SEVERAL: option_several(options)}

    def attributes(self, question: Any) -> Mapping[str, Any]:
        return brings(question, self.brought)
