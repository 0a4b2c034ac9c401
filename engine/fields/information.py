"""A text shown between questions. It has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.fields.base import FieldType, FilingDay, Raw, option


class Information(FieldType):
    name = "information"
    title = "Un texte d’information, sans réponse"
    stores = False
    comparable = False
    options: ClassVar[Mapping[str, Any]] = {
        "texte": option("Le texte à lire ; sans lui, la question n’est qu’un petit titre.")
    }

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {"texte": "", **options}

    def read(self, question: Any, form: Any) -> Raw:
        return ""

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> None:
        return None
