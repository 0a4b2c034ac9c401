"""Who the request is for: one of the publics the démarche is open to (`pour`). Its options are not written again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from engine.fields.base import Example
from engine.fields.choix import Choice

AUDIENCES = {
    "particulier": "Pour moi ou pour un proche",
    "entreprise": "Pour une entreprise",
    "association": "Pour une association",
}
"""The publics of a démarche, and how a person recognises theirs."""


class Audience(Choice):
    name = "public"
    title = "Pour qui est la demande, parmi ceux à qui s’adresse la démarche"
    options: ClassVar[Mapping[str, Any]] = {}
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw="entreprise", value="entreprise", shown="Pour une entreprise"),
        Example(raw="marsien", refused="choix"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """`pour` holds the publics of the démarche; all of them when it is not known (a block by itself)."""
        publics = options.get("pour") or AUDIENCES
        return super().coerce_options({**options, "options": {one: AUDIENCES[one] for one in publics}})
