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
    options: ClassVar[Mapping[str, Any]] = {"texte": option("Le texte à lire.", required=True)}

    def read(self, question: Any, form: Any) -> Raw:
        return ""

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> None:
        return None
