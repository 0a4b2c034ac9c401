"""Questions that an answer of the same form calls for: where they stand, which are on the screen, what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.web.form import FieldView

ASKED = "posees-page"
"""Names, on the form itself, the conditional questions that are on the screen."""


@dataclass(frozen=True)
class Place:
    """Where a question stands on the page; `field` is None while its condition does not hold."""

    id: str
    conditional: bool
    field: FieldView | None


def announced(appeared: Sequence[FieldView]) -> str:
    """For who cannot see that the page has changed."""
    if not appeared:
        return "Une question n’est plus nécessaire."
    labels = ", ".join(field.label for field in appeared)
    return f"Ajouté sur cette page : {labels}"
