"""A definition being read: its data, where each part was written, and the mistakes found so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine import names, validation
from engine.definition import schema as shapes
from engine.errors import ERROR, WARNING, Problem, Spot

Path = tuple[Any, ...]


@dataclass
class Located:
    """`spots` and `key_spots` know every path of `data`; a path not known is told at its nearest parent."""

    data: Any
    spots: dict[Path, Spot]
    key_spots: dict[Path, Spot]
    problems: list[Problem] = field(default_factory=list)
    widths: dict[Spot, int] = field(default_factory=dict)
    """How far a value goes on its line, to underline it."""

    def spot(self, path: Path, *, key: bool = False) -> Spot:
        if key and path in self.key_spots:
            return self.key_spots[path]
        while path not in self.spots:
            path = path[:-1]
        return self.spots[path]

    def report(
        self, path: Path, code: str, sentence: str, help: str = "", *, key: bool = False, level: str = ERROR
    ) -> None:
        spot = self.spot(path, key=key)
        width = len(str(path[-1])) if key and path in self.key_spots else self.widths.get(spot, 1)
        self.problems.append(Problem(spot, code, sentence, help, level, width))

    def shaped(self, path: Path, written: Any, schema: shapes.Shape) -> dict[str, Any]:
        """The well-formed entries of a mapping, under their canonical keys; the others are reported and left out."""
        if not isinstance(written, Mapping):
            self.report(path, "type-attendu", "Il faut ici une liste de clés avec leur valeur, une par ligne.")
            return {}
        known = self.canonical(path, written, schema)
        faults = validation.check(known, schema)
        misspelt = {names.nearest(str(fault.path[-1]), schema) for fault in faults if fault.code == "cle-inconnue"}
        for fault in faults:
            if fault.code != "cle-manquante" or fault.path[-1] not in misspelt:  # one mistake is told once
                self.report_fault(path, fault, schema)
        bad = {fault.path[0] for fault in faults}
        return {key: value for key, value in known.items() if key not in bad}

    def canonical(self, path: Path, written: Mapping[str, Any], allowed: Iterable[str]) -> dict[str, Any]:
        """The same mapping, keys matched without regard to accents and case; the proper form is told."""
        found: dict[str, Any] = {}
        for key, value in written.items():
            proper, exact = names.canonical(key, allowed)
            if proper is not None and not exact:
                self.rename(path, key, proper)
            if proper in found:
                first = self.spot((*path, proper), key=True)
                self.report(
                    (*path, key), "cle-en-double", f"« {key} » répète « {proper} » de la ligne {first.line}.", key=True
                )
                continue
            found[proper or key] = value
        return found

    def rename(self, path: Path, written: str, proper: str) -> None:
        self.report(
            (*path, written),
            "cle-approchante",
            f"« {written} » est compris comme « {proper} ».",
            f"Écrivez « {proper} ».",
            key=True,
            level=WARNING,
        )
        depth = len(path)
        for table in (self.spots, self.key_spots):
            for old in [old for old in table if old[: depth + 1] == (*path, written)]:
                table[(*path, proper, *old[depth + 1 :])] = table[old]

    def report_fault(self, path: Path, fault: validation.Fault, schema: shapes.Shape) -> None:
        where = (*path, *fault.path)
        if fault.code == "cle-manquante":
            self.report(path, fault.code, fault.sentence, f"Ajoutez « {fault.path[-1]}: … ».", key=True)
        elif fault.code == "cle-inconnue":
            key = str(fault.path[-1])
            sentence = f"« {key} » n’existe pas dans {shapes.thing(schema)}."
            self.report(where, fault.code, sentence, self.right_place(key, schema), key=True)
        else:
            close = self.nearest(str(fault.value), fault.constraint) if fault.code == "valeur-interdite" else ""
            self.report(where, fault.code, fault.sentence, close)

    def right_place(self, key: str, schema: shapes.Shape) -> str:
        """The key most likely meant, else where this one belongs, else what may be written here."""
        if close := self.nearest(key, schema):
            return close
        if homes := shapes.homes(key):
            return f"« {key} » s’écrit dans {' ou dans '.join(homes)}. Vérifiez le décalage de la ligne."
        return f"Vous pouvez écrire ici : {', '.join(schema)}."

    @staticmethod
    def nearest(written: str, allowed: Any) -> str:
        """« Vouliez-vous dire … ? », or "" when nothing comes close."""
        close = names.nearest(written, list(allowed or ()))
        return f"Vouliez-vous dire « {close} » ?" if close else ""
