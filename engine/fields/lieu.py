"""An endroit: an address, a street, a landmark or coordinates. Words are always enough; a point makes it exact."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from engine.errors import Refusal
from engine.fields.base import Example, FilingDay, Part, Raw
from engine.fields.place import Place, Placed, Taken, point_of, postcode_in, read_point, taken_from, write_point
from engine.validation import found


class Spot(Placed):
    name = "lieu"
    title = "Un endroit : une adresse, un repère, ou un point sur la carte"
    inputs = (
        Part("texte", "Adresse, rue ou repère", autocomplete="off"),
        Part("point", "Coordonnées (facultatif)", needed=False, autocomplete="off"),
        Part("trouve", "Adresse trouvée", needed=False),
    )
    grouped = True
    searched = "texte"
    script = "lieu.js"
    written_as = (str, Mapping)
    missing = "Dites où c’est : une adresse, le nom de la rue, ou un repère proche."
    longest = 300
    examples: ClassVar[tuple[Example, ...]] = (
        Example(
            raw={"texte": "12 cours de la Somme, 33800 Bordeaux", "point": "", "trouve": ""},
            value={"texte": "12 cours de la Somme, 33800 Bordeaux", "code_postal": "33800"},
            shown="12 cours de la Somme, 33800 Bordeaux",
        ),
        Example(
            raw={"texte": "Devant la boulangerie", "point": "44,8378 ; -0,5792", "trouve": ""},
            value={"texte": "Devant la boulangerie", "lat": 44.8378, "lon": -0.5792},
            shown="Devant la boulangerie\nCoordonnées : 44.837800 -0.579200",
        ),
        Example(
            raw={"texte": "44.8378 -0.5792", "point": "", "trouve": ""},
            value={"texte": "", "lat": 44.8378, "lon": -0.5792},
            shown="Coordonnées : 44.837800 -0.579200",
        ),
        Example(raw={"texte": "Ici", "point": "là", "trouve": ""}, refused="coordonnees"),
        Example(raw={"texte": "x" * 301, "point": "", "trouve": ""}, refused="trop-long"),
    )

    def is_empty(self, raw: Raw) -> bool:
        return not (raw["texte"].strip() or raw["point"].strip())

    def clean(self, question: Any, raw: Raw, day: FilingDay) -> dict[str, Any] | None:
        if self.is_empty(raw):
            return None
        text, point = raw["texte"].strip(), self.typed_point(raw["point"].strip())
        if len(text) > self.longest:
            raise Refusal("trop-long", f"Raccourcissez cette réponse : {self.longest} caractères au plus.")
        if point is None and (point := read_point(text)):
            text = ""
        known = taken_from(raw.get("trouve", ""))
        if known is not None and known.text == text:
            return {"texte": text, **known.stored(point)}
        value: dict[str, Any] = {"texte": text}
        if point is not None:
            value |= {"lat": point[0], "lon": point[1]}
        if postcode := postcode_in(text):
            value["code_postal"] = postcode
        return value

    def typed_point(self, typed: str) -> tuple[float, float] | None:
        point = read_point(typed)
        if typed and point is None:
            raise Refusal(
                "coordonnees",
                f"« {typed[:40]} » ne se lit pas comme des coordonnées : écrivez par exemple 44.8378 -0.5792, "
                "ou effacez-les et décrivez l’endroit avec des mots.",
            )
        return point

    def faulty(self, question: Any, raw: Raw) -> tuple[str, ...]:
        typed = raw["point"].strip()
        return ("point",) if typed and read_point(typed) is None else ("texte",)

    def rule(self, question: Any, day: FilingDay) -> dict[str, Any]:
        return {"type": "dict"}

    def fill(self, question: Any, value: Any) -> Raw:
        if not value:
            return dict.fromkeys(self.parts, "")
        point = point_of(value)
        if "commune" in value:
            return {"texte": value["texte"], "point": "", "trouve": json.dumps(value, sort_keys=True)}
        return {"texte": value["texte"], "point": write_point(point) if point else "", "trouve": ""}

    def taken(self, raw: Raw, chosen: Taken) -> Raw:
        return {"texte": chosen.text, "point": "", "trouve": json.dumps({"texte": chosen.text, **chosen.stored()})}

    def show(self, question: Any, value: Any) -> str:
        point = point_of(value)
        lines = [value["texte"], f"Coordonnées : {write_point(point)}" if point else ""]
        return "\n".join(line for line in lines if line)

    def written_at(self, place: Place) -> Any:
        if place.point:
            return write_point(place.point)
        return f"4 rue de la Mairie, {place.postcode} Exemple" if place.postcode else "Devant la mairie"

    def place(self, value: Any) -> Place:
        return Place(point_of(value), value.get("code_postal", ""))

    def literal(self, question: Any, written: Any) -> Any:
        typed = {"texte": written} if isinstance(written, str) else written
        if unknown := set(typed) - {"texte", "point"}:
            raise ValueError(f"« {min(unknown)} » n’existe pas dans un lieu : texte, point.")
        for part, value in typed.items():
            if not isinstance(value, str):
                raise ValueError(f"{found(value)} : il faut un texte pour « {part} ».")
        try:
            return self.clean(question, {**dict.fromkeys(self.parts, ""), **typed}, None)  # type: ignore[arg-type]
        except Refusal as refusal:
            raise ValueError(refusal.sentence) from None
