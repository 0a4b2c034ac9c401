"""A declaration on one's honour: its words, a box to tick and the name of who signs. The day is that of the filing.

A simple electronic signature (eIDAS, article 25): nothing proves who typed, and nothing says that it does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from engine.errors import Refusal
from engine.fields.base import Example, FieldType, FilingDay, Part, Raw, option
from engine.french import short_date

DECLARATION = {"texte": "Je déclare que ces renseignements sont exacts."}


class SimpleSignature(FieldType):
    name = "signature-simple"
    title = "Une déclaration sur l’honneur, signée de son nom"
    grouped = True
    comparable = False
    inputs = (
        Part("accord", "Je signe cette déclaration", box=True),
        Part("nom", "Votre prénom et votre nom", autocomplete="name"),
    )
    options: ClassVar[Mapping[str, Any]] = {"texte": option("Les mots de la déclaration.", required=True)}
    missing = "Cochez la case puis écrivez votre prénom et votre nom, pour signer « {label} »."
    longest = 200
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            options=DECLARATION,
            raw={"accord": "oui", "nom": " Zoé d’Àlvares "},
            value={"nom": "Zoé d’Àlvares", "le": "2026-05-13"},
            shown="Signé par Zoé d’Àlvares, le 13\u00a0mai 2026",
        ),
        Example(options=DECLARATION, raw={"accord": "", "nom": ""}, value=None),
        Example(options=DECLARATION, raw={"accord": "", "nom": "Zoé"}, refused="signature-case"),
        Example(options=DECLARATION, raw={"accord": "oui", "nom": " "}, refused="signature-nom"),
        Example(options=DECLARATION, raw={"accord": "oui", "nom": "z" * 201}, refused="trop-long"),
    )

    def faulty(self, question: Any, raw: Raw) -> tuple[str, ...]:
        return tuple(part for part in self.parts if not raw[part].strip()) or ("nom",)

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> dict[str, str] | None:
        if self.is_empty(raw):
            return None
        name = " ".join(raw["nom"].split())
        if raw["accord"] != "oui":
            raise Refusal("signature-case", f"« {question.label} » : cochez la case pour signer.")
        if not name:
            raise Refusal("signature-nom", f"« {question.label} » : écrivez votre prénom et votre nom pour signer.")
        if len(name) > self.longest:
            raise Refusal("trop-long", f"« {question.label} » : raccourcissez le nom à {self.longest} caractères.")
        return {"nom": name, "le": day.today.isoformat()}

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "dict"}

    def fill(self, question: Any, value: Any) -> Raw:
        return {"accord": "oui", "nom": value["nom"]} if value else dict.fromkeys(self.parts, "")

    def show(self, question: Any, value: Any) -> str:
        signed = f", le {short_date(date.fromisoformat(value['le']))}" if value.get("le") else ""
        return f"Signé par {value['nom']}{signed}"

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("Camille Roux",)

    def literal(self, question: Any, written: Any) -> dict[str, str]:
        """The name of who signs. A file has no day of signing: the form writes it."""
        return {"nom": str(written), "le": ""}
