"""A commune of France, found by its name or its postcode. What it brings is stored with it: communes merge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from engine.fields.base import Example, FieldType, FilingDay
from engine.fields.communes import communes
from engine.fields.entries import Entries, Entry
from engine.fields.listed import Listed, brings
from engine.fields.texte import Text
from engine.validation import found

BORDEAUX = {
    "code_insee": "33063",
    "code_postal": "33000",
    "nom": "Bordeaux",
    "departement": "33",
    "region": "Nouvelle-Aquitaine",
}


class Commune(Listed):
    name = "commune"
    title = "Une commune de France"
    comparable = False
    operators = ()
    written_as = (str, Mapping)
    missing = "Indiquez une commune : son nom ou son code postal."
    advice = "écrivez son nom sans abréviation, ou son code postal."
    brought: ClassVar[Mapping[str, tuple[FieldType, str]]] = {
        "code_insee": (Text(), "le code INSEE de la commune"),
        "code_postal": (Text(), "le code postal"),
        "nom": (Text(), "le nom de la commune"),
        "departement": (Text(), "le numéro du département"),
        "region": (Text(), "la région"),
    }
    examples: ClassVar[tuple[Example, ...]] = (
        Example(raw={"choix": ["33063-33000"]}, value=BORDEAUX, shown="Bordeaux (33000)"),
        Example(raw={"recherche": "bordeaux 33000"}, value=BORDEAUX),
        Example(raw={"recherche": "l'hay les roses"}, refused="a-choisir"),
        Example(raw={"recherche": "Brigadoon"}, refused="introuvable"),
    )

    def entries(self, question: Any) -> Entries:
        return communes()

    def prepare(self) -> None:
        communes().prepare()

    def is_searched(self, question: Any) -> bool:
        return True

    def stored(self, entry: Entry) -> Any:
        return dict(entry.columns)

    def key(self, value: Any) -> str:
        return f"{value['code_insee']}-{value['code_postal']}"

    def entry(self, question: Any, value: Any) -> Entry | None:
        return communes().of(self.key(value))

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "dict"}

    def show(self, question: Any, value: Any) -> str:
        return f"{value['nom']} ({value['code_postal']})"

    def attributes(self, question: Any) -> Mapping[str, Any]:
        return brings(question, self.brought)

    def attribute(self, question: Any, value: Any, name: str) -> Any:
        return value.get(name)

    def samples(self, question: Any, day: FilingDay) -> tuple[Any, ...]:
        return ("Bordeaux (33000)", "Lyon (69003)", "Brest (29200)")

    def written(self, entry: Entry) -> Any:
        return {key: entry.columns[key] for key in ("code_insee", "code_postal")}

    def literal(self, question: Any, written: Any) -> Any:
        """`Bordeaux (33000)`, `33000 Bordeaux`, `33063` or {code_insee: 33063, code_postal: 33000}."""
        if isinstance(written, Mapping):
            unknown = set(written) - {"code_insee", "code_postal"}
            if unknown or not all(isinstance(part, str) for part in written.values()):
                raise ValueError(
                    "Une commune s’écrit {code_insee: 33063, code_postal: 33000}, ou « Bordeaux (33000) »."
                )
            insee, postcode = written.get("code_insee", ""), written.get("code_postal", "")
            kept = [e for e in communes().of_insee(insee) if not postcode or e.columns["code_postal"] == postcode]
        elif isinstance(written, str):
            kept = self.named(communes().of_insee(written) or self.search(question, written), written)
        else:
            raise ValueError(f"{found(written)} : il faut une commune, par exemple « Bordeaux (33000) ».")
        if not kept:
            raise ValueError(f"« {written} » n’est pas une commune : écrivez par exemple « Bordeaux (33000) ».")
        return self.stored(kept[0])

    def named(self, kept: Sequence[Entry], written: str) -> list[Entry]:
        """Those of the very name written, which may be the beginning of others."""
        return [
            e for e in kept if e.columns["nom"].casefold() in written.casefold() or e.columns["code_insee"] == written
        ]
