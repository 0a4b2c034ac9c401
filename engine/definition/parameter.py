"""`parametres:` -> the figures and words that a city changes without touching the form, typed like answers.

Those of the démarche win over those of the whole city (processes/_parametres.yaml). Known at load: a stored edition
keeps the file they come from, so that a change never rewrites a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.definition import schema
from engine.definition.located import Located, Lost, Path
from engine.definition.process import Question
from engine.definition.source import Source
from engine.definition.wording import PARAMETER, No, Quote
from engine.fields import TYPES
from engine.fields.base import literal
from engine.names import nearest

FILE = "processes/_parametres.yaml"
PREFIX = "parametre."
_NAMED = re.compile(r"(?P<before>aujourd.hui\s*[-+−–]\s*)?parametre\.(?P<name>[\w-]+)")


@dataclass(frozen=True, eq=False)
class Parameter:
    """A named value. `question` gives it its type and its words, `written` is what stands in the file."""

    name: str
    question: Question
    written: str
    value: Any


@dataclass
class Parameters(Mapping[str, Parameter]):
    """Those a démarche may name. `used` collects those it does name, `city` tells which come from the city's file."""

    own: dict[str, Parameter] = field(default_factory=dict)
    city: dict[str, Parameter] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    lost: bool = False
    """True when some could not be read: an unknown name may be one of theirs."""

    def __getitem__(self, name: str) -> Parameter:
        return self.own[name] if name in self.own else self.city[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**self.city, **self.own})

    def __len__(self) -> int:
        return len({**self.city, **self.own})

    def say(self, quote: Quote) -> str:
        """What a text reads when it quotes a parameter; "" for anything else."""
        known = self.get(quote.name) if quote.head == PARAMETER else None
        if known is None:
            return ""
        shown = known.question.type.show(known.question, known.value)
        return No(shown) if known.value is False else shown

    @property
    def of_city(self) -> bool:
        """Whether the démarche names one that only the file of the city can give."""
        return any(name not in self.own for name in self.used)


def read(where: Located, written: Any, path: Path = ("parametres",)) -> dict[str, Parameter]:
    """The sound entries; the others are reported."""
    found = {}
    for name, entry in written.items() if isinstance(written, Mapping) else ():
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", str(name)):
            sentence = f"« {name} » ne peut pas nommer un paramètre."
            help = "Écrivez des minuscules sans accent, des chiffres et _, sans espace."
            where.report((*path, name), "parametre-nom", sentence, help, key=True)
        elif (one := read_one(where, name, entry, (*path, name))) is not None:
            found[name] = one
    return found


def read_one(where: Located, name: str, written: Any, path: Path) -> Parameter | None:
    entry = {"valeur": written} if isinstance(written, str) and written.strip() else None
    entry = entry or where.shaped(path, written, schema.PARAMETER)
    if "valeur" not in entry or (isinstance(written, Mapping) and "type" in written and "type" not in entry):
        return None
    kind = TYPES[entry.get("type", "texte")]
    question = Question(f"{PREFIX}{name}", kind, entry.get("libelle", name), options=kind.coerce_options({}))
    try:
        value = literal(question, entry["valeur"])
    except ValueError as error:
        place = (*path, "valeur") if isinstance(written, Mapping) else path
        where.report(place, "valeur-interdite", str(error), f"Ce paramètre est de type {kind.name}.")
        return None
    return Parameter(name, question, entry["valeur"], value)


def read_city(file: Source) -> tuple[dict[str, Parameter], Located]:
    """Parameters of the whole city, and where its mistakes are told."""
    widths = {file.spots[path]: width for path, width in file.widths.items()}
    where = Located(file.data, dict(file.spots), dict(file.key_spots), widths=widths)
    root = where.shaped((), file.data, schema.PARAMETERS)
    return read(where, root.get("parametres", {})), where


def resolved(written: Any, parameters: Parameters) -> Any:
    """A value of the file where `parametre.x` may stand for what it is worth; lists too. What is unknown is kept."""
    if isinstance(written, list):
        return [resolved(one, parameters) for one in written]
    match = _NAMED.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        return written
    parameters.used.add(match["name"])
    known = parameters.get(match["name"])
    return written if known is None else f"{match['before'] or ''}{known.written}"


def unknown(written: Any, parameters: Parameters) -> str:
    """The name of a parameter that does not exist, "" when all is well."""
    match = _NAMED.fullmatch(written) if isinstance(written, str) else None
    return match["name"] if match and match["name"] not in parameters and not parameters.lost else ""


def unreadable(written: Any, parameters: Parameters) -> bool:
    """Whether this names a parameter that may be one of those whose own mistake is told."""
    match = _NAMED.fullmatch(written) if isinstance(written, str) else None
    return parameters.lost and match is not None and match["name"] not in parameters


def parameter_meant(written: Any, parameters: Parameters) -> str:
    """« parametres.age » or « age » for « parametre.age »: how it is written, "" when nothing comes close."""
    if not isinstance(written, str) or not re.fullmatch(r"[\w.-]+", written):
        return ""
    name = written.rpartition(".")[2]
    prefixed = written.partition(".")[0] != written
    known = name if name in parameters else nearest(name, parameters) if prefixed else None
    return f"Écrivez « {PREFIX}{known} »." if known else ""


def worth(written: Any, parameters: Parameters) -> str:
    """« « parametre.preavis » vaut « 5 jours ouvrés ». », when a parameter does not suit what it is compared with."""
    value = resolved(written, parameters)
    return f"« {written} » vaut « {value} ». " if isinstance(written, str) and value != written else ""


def report_unknown(reader: Any, path: Path, name: str, parameters: Parameters, *, key: bool = False) -> None:
    """`reader` has `report` and `nearest`, as Located and Scope do."""
    known = [f"{PREFIX}{one}" for one in parameters]
    help = reader.nearest(f"{PREFIX}{name}", known) or (
        f"Paramètres : {', '.join(known)}." if known else "Ajoutez-le sous « parametres: »."
    )
    sentence = f"« {PREFIX}{name} » n’est pas un paramètre de la démarche ni de la ville."
    reader.report(path, "parametre-inconnu", sentence, help, key=key)


def gather(where: Located, root: Mapping[str, Any], file: Source | None, lost: Lost, readable: bool) -> Parameters:
    """Everything this démarche may name."""
    own = read(where, root.get("parametres", {}))
    city: dict[str, Parameter] = {}
    faulty = file is not None and not readable
    if file is not None and readable:
        city, there = read_city(file)
        faulty = any(problem.blocks for problem in there.problems)
    written = where.data.get("parametres") if isinstance(where.data, Mapping) else None
    unread = isinstance(written, Mapping) and len(own) < len(written)
    unread |= "parametres" not in root and any(
        schema.meant(key, schema.PROCESS) == "parametres" for key in where.data or ()
    )
    return Parameters(own, city, lost=unread or lost.any_parameter or faulty)
