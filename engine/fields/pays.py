"""A country, chosen by its French name; stored by its two-letter code (ISO 3166)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from engine.fields.base import Example, FieldType
from engine.fields.cldr import OPTIONS, chosen, countries
from engine.fields.entries import Entry
from engine.fields.listed import Listed, brings
from engine.fields.oui_non import YesNo
from engine.fields.texte import Text


class Country(Listed):
    name = "pays"
    identifying = False
    linkable = True
    title = "Un pays du monde"
    options: ClassVar[Mapping[str, Any]] = OPTIONS
    operators = ()
    missing = "Choisissez un pays à la question « {label} »."
    brought: ClassVar[Mapping[str, tuple[FieldType, str]]] = {
        "code": (Text(), "le code du pays"),
        "nom": (Text(), "le nom du pays"),
        "union_europeenne": (YesNo(), "un pays de l’Union européenne"),
    }
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw={"choix": ["FR"]}, value="FR", shown="France"),
        Example(raw={"recherche": "cote d ivoire"}, value="CI", shown="Côte d’Ivoire"),
        Example(raw={"recherche": "gui"}, refused="a-choisir"),
        Example(raw={"recherche": "Atlantide"}, refused="introuvable"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**options, "options": chosen(countries(), options)}

    def first(self, question: Any) -> Sequence[Entry]:
        """France is one press away."""
        return [entry for entry in self.entries(question).all[:1] if entry.value == "FR"]

    def attributes(self, question: Any) -> Mapping[str, Any]:
        return brings(question, self.brought)
