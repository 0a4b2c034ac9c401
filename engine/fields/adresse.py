"""A postal address typed by hand, or « pas d’adresse stable »: nobody is stopped for want of an address."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, ClassVar

from engine import french
from engine.errors import Refusal
from engine.fields.base import Example, FilingDay, Part, Raw, option
from engine.fields.numbers import option_yes_no, ordinary, yes_no
from engine.fields.place import Place, Placed, Taken, point_of, taken_from
from engine.names import fold
from engine.validation import found


class Address(Placed):
    name = "adresse"
    title = "Une adresse postale"
    inputs = (
        Part("voie", "Numéro et voie", autocomplete="address-line1"),
        Part(
            "complement",
            "Bâtiment, étage, appartement (facultatif)",
            needed=False,
            autocomplete="address-line2",
        ),
        Part("code_postal", "Code postal", autocomplete="postal-code"),
        Part("commune", "Commune", autocomplete="address-level2"),
        Part("pays", "Pays", needed=False, autocomplete="country-name"),
        Part("sans_adresse", "Pas d’adresse stable", needed=False, box=True),
        Part("precision", "Où peut-on vous écrire ou vous trouver ? (facultatif)", needed=False),
        Part("trouve", "Adresse trouvée", needed=False),
    )
    grouped = True
    written_as = (str, Mapping)
    options: ClassVar[Mapping[str, Any]] = {"sans_adresse": option("non : ne pas proposer « pas d’adresse stable ».")}
    missing = "Indiquez une adresse : le numéro et la voie, le code postal et la commune."
    longest = 200
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            raw={"voie": "12 rue Sainte-Catherine", "code_postal": "33 000", "commune": "Bordeaux"},
            value={
                "voie": "12 rue Sainte-Catherine",
                "complement": "",
                "code_postal": "33000",
                "commune": "Bordeaux",
                "pays": "",
            },
            shown="12 rue Sainte-Catherine\n33000 Bordeaux",
        ),
        Example(
            raw={"sans_adresse": "oui", "precision": "Chez Emmaüs"},
            value={"sans_adresse": True, "precision": "Chez Emmaüs"},
            shown="Pas d’adresse stable\nChez Emmaüs",
        ),
        Example(raw={"voie": "12 rue Neuve", "commune": "Bordeaux"}, refused="adresse-incomplete"),
        Example(raw={"voie": "12 rue Neuve", "code_postal": "3300", "commune": "Bordeaux"}, refused="code-postal"),
    )

    def coerce_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {**options, "sans_adresse": option_yes_no("sans_adresse", options.get("sans_adresse"), True)}

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> dict[str, Any] | None:
        typed = {part: raw.get(part, "").strip() for part in self.parts}
        if typed["sans_adresse"] and question.options["sans_adresse"]:
            return {"sans_adresse": True, "precision": typed["precision"][: self.longest]}
        kept = {part: typed[part] for part in ("voie", "complement", "code_postal", "commune", "pays")}
        if not any(kept.values()):
            return None
        self.check_complete(kept)
        kept["code_postal"] = self.postcode(kept)
        known = taken_from(typed["trouve"])
        if known is not None and not kept["pays"] and same(known, kept):
            brought = known.stored()
            return {**kept, **{key: brought[key] for key in ("code_commune", "lat", "lon") if key in brought}}
        return kept

    def is_empty(self, raw: Raw) -> bool:
        return not any(value.strip() for part, value in raw.items() if part != "trouve")

    def taken(self, raw: Raw, chosen: Taken) -> Raw:
        found = {"voie": chosen.street, "code_postal": chosen.postcode, "commune": chosen.town}
        kept = {**raw, **found, "pays": "", "sans_adresse": ""}
        return {**kept, "trouve": json.dumps({**found, **chosen.stored()})}

    def faulty(self, question: Any, raw: Raw) -> tuple[str, ...]:
        lines = tuple(part.name for part in self.inputs if part.needed)
        return tuple(part for part in lines if not raw[part].strip()) or ("code_postal",)

    def check_complete(self, kept: Mapping[str, str]) -> None:
        words = {"voie": "le numéro et la voie", "code_postal": "le code postal", "commune": "la commune"}
        if absent := [words[part] for part in words if not kept[part]]:
            raise Refusal("adresse-incomplete", f"Complétez l’adresse : il manque {french.listed(absent)}.")
        if any(len(part) > self.longest for part in kept.values()):
            raise Refusal("trop-long", f"Raccourcissez l’adresse : {self.longest} caractères au plus par ligne.")

    def postcode(self, kept: Mapping[str, str]) -> str:
        typed = re.sub(r"\s", "", ordinary(kept["code_postal"]))
        if kept["pays"]:
            return typed
        if found := re.fullmatch(r"(?:FR?-?)?(\d{2})\.?(\d{3})", typed, re.IGNORECASE):
            return f"{found[1]}{found[2]}"
        raise Refusal(
            "code-postal",
            f"« {kept['code_postal'][:20]} » n’est pas un code postal : écrivez cinq chiffres, par exemple 33000. "
            "Pour une adresse hors de France, indiquez aussi le pays.",
        )

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "dict"}

    def fill(self, question: Any, value: Any) -> Raw:
        value = value or {}
        raw = {part: str(value.get(part, "")) for part in self.parts}
        found = json.dumps(value, sort_keys=True) if "lat" in value or "code_commune" in value else ""
        return {**raw, "sans_adresse": "oui" if value.get("sans_adresse") else "", "trouve": found}

    def show(self, question: Any, value: Any) -> str:
        if isinstance(value, str):
            return value
        if value.get("sans_adresse"):
            lines = ["Pas d’adresse stable", value.get("precision", "")]
        else:
            town = f"{value['code_postal']} {value['commune']}".strip()
            lines = [value["voie"], value.get("complement", ""), town, value.get("pays", "")]
        return "\n".join(line for line in lines if line)

    def literal(self, question: Any, written: Any) -> Any:
        if not isinstance(written, Mapping):
            raise ValueError(
                f"« {written} » n’est pas une adresse : écrivez {{voie: …, code_postal: …, commune: …}} "
                "ou {sans_adresse: oui}."
            )
        allowed = [part for part in self.parts if part != "trouve"]
        if unknown := set(written) - set(allowed):
            raise ValueError(f"« {min(unknown)} » n’existe pas dans une adresse : {', '.join(allowed)}.")
        for part, value in written.items():
            if not isinstance(value, str):
                raise ValueError(f"{found(value)} : il faut un texte pour « {part} ».")
        typed = {part: written.get(part, "") for part in self.parts}
        typed["sans_adresse"] = "oui" if typed["sans_adresse"] and yes_no(typed["sans_adresse"]) else ""
        try:
            return self.clean(question, typed, None)  # type: ignore[arg-type]
        except Refusal as refusal:
            raise ValueError(refusal.sentence) from None

    def written_at(self, place: Place) -> Any:
        """An address typed by hand has no coordinates: only its postcode tells where it is."""
        if not place.postcode:
            return {"sans_adresse": "oui"}
        return {"voie": "4 rue de la Mairie", "code_postal": place.postcode, "commune": "Exemple"}

    def place(self, value: Any) -> Place:
        return Place(point_of(value), value.get("code_postal", ""), bool(value.get("pays")))


def same(known: Taken, kept: Mapping[str, str]) -> bool:
    """Whether the lines are still those of the address that was found; a line changed by hand loses its coordinates."""
    lines = (known.street, known.postcode, known.town)
    return [fold(line) for line in lines] == [fold(kept[part]) for part in ("voie", "code_postal", "commune")]
