"""One entry of a list of the city, written in forms/listes/ and pinned with the edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, ClassVar

from engine.fields.base import Example, FieldType, option
from engine.fields.date import Date
from engine.fields.entries import Entries, Entry
from engine.fields.listed import SEVERAL, Listed, option_several
from engine.fields.montant import Amount
from engine.fields.nombre import Number
from engine.fields.oui_non import YesNo
from engine.fields.texte import Text

COLUMN_TYPES: dict[str, FieldType] = {kind.name: kind for kind in (Text(), Number(), Amount(), Date(), YesNo())}
"""What a column may hold, by its French word."""
NAMED: Mapping[str, Any] = {"type": "dict", "minlength": 1}
SCHOOLS = Entries((Entry("a", "École Barbey", columns={"ville": "Bordeaux"}), Entry("b", "École Billie-Holiday")))
MANY = Entries(Entry(f"q{number}", f"Quartier {number}") for number in range(1, 31))


class FromList(Listed):
    name = "liste"
    identifying = False
    linkable = True
    title = "Une réponse à choisir dans une liste de la ville"
    from_list = True
    narrows = True
    options: ClassVar[Mapping[str, Any]] = {
        "source": option("Le nom du fichier de forms/listes/, sans son extension.", required=True),
        "valeur": option("La colonne qui identifie chaque ligne ; la première sinon."),
        "libelle": option("La colonne qu’on lit ; la deuxième sinon."),
        "filtre": {**NAMED, "meta": {"aide": "Les lignes à proposer : {colonne: question posée plus haut}."}},
        "colonnes": {**NAMED, "meta": {"aide": "Le type des colonnes, par exemple {prix: montant}."}},
        SEVERAL: option("oui : on peut choisir plusieurs réponses."),
    }
    examples: ClassVar[tuple[Example, ...]] = (
        Example(options={"options": SCHOOLS}, raw={"choix": ["a"]}, value="a", shown="École Barbey"),
        Example(options={"options": SCHOOLS}, raw={"choix": ["z"]}, refused="choix"),
        Example(options={"options": MANY}, raw={"recherche": "quartier 12"}, value="q12", shown="Quartier 12"),
        Example(options={"options": MANY}, raw={"recherche": "quart"}, refused="a-choisir"),
        Example(options={"options": MANY}, raw={"recherche": "lune"}, refused="introuvable"),
        Example(
            options={"options": SCHOOLS, "plusieurs": "oui"},
            raw={"choix": ["a", "b"]},
            value=["a", "b"],
            shown="École Barbey, École Billie-Holiday",
        ),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {"options": Entries(), **options, SEVERAL: option_several(options)}

    def attributes(self, question: Any) -> Mapping[str, Any]:
        return question.options.get("attributs", {})

    def narrowed(self, question: Any, facts: Any) -> Any:
        """The question with the lines that suit the answers above; None when there is nothing to choose from yet."""
        filters = question.options.get("filtres")
        if not filters:
            return question
        return kept(question, tuple((column, texts(looked.value(facts))) for column, looked in filters))


@lru_cache(maxsize=512)
def kept(question: Any, wanted: tuple[tuple[str, frozenset[str]], ...]) -> Any:
    """Made once for the same answers, so that what is drawn of it may be kept too."""
    entries = Entries(
        entry
        for entry in question.options["options"]
        if all(said(entry.columns.get(column)) in values for column, values in wanted)
    )
    if not entries:
        return None
    mark = " ".join(sorted(value for _, values in wanted for value in values))
    return replace(question, options={**question.options, "options": entries, "filtre_par": mark})


def texts(value: Any) -> frozenset[str]:
    """An answer as the cells of a list write it; several for several answers, none without."""
    values = value if isinstance(value, list) else [value]
    return frozenset(said(one) for one in values if one is not None and one != "")


def said(value: Any) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)
