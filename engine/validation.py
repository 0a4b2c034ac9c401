"""The shape of any document, checked by Cerberus and told in French: a list of faults with their path.

The only home of Cerberus. Serves the definitions of the city and the answers of citizens; knows neither.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from threading import local
from typing import Any

from cerberus import Validator, errors
from cerberus.schema import DefinitionSchema

Path = tuple[str | int, ...]
Schema = Mapping[str, Any]

REMEMBERED_SCHEMAS = 512
SHOWN_CHARACTERS = 40
SHOWN_CHOICES = 15


@dataclass(frozen=True)
class Fault:
    """One broken rule. `code` is stable, `constraint` is what the schema asked, `value` what was found.

    For `cle-inconnue` the path ends with the unknown key, `constraint` is the tuple of keys accepted there.
    For `cle-manquante` the path ends with the missing key.
    """

    path: Path
    code: str
    sentence: str
    constraint: Any = None
    value: Any = None


def check(document: Mapping[str, Any], schema: Schema) -> list[Fault]:
    """Every fault of the document, in its order. A schema is known by identity: never change it once used.

    A rule may carry `meta: {"attendu": "des lettres minuscules"}`: the words that say its `regex`.
    """
    validator = _validator(schema)
    if validator.validate(document, normalize=False):
        return []
    order = _order(document)
    faults = [fault for error in validator._errors for fault in _faults(error)]
    return sorted(faults, key=lambda fault: order(fault.path))


# --- validators -------------------------------------------------------------------------------------------


class _Validator(Validator):
    """Cerberus without the sort of all errors at every error (3,000 unknown keys took 13 seconds)."""

    def _error(self, *args: Any) -> None:
        if len(args) == 1:
            self._errors.extend(args[0])
        elif args[1] is errors.UNKNOWN_FIELD:
            super()._error(*args, tuple(self.schema))
        elif args[1] is errors.REGEX_MISMATCH:
            super()._error(*args, self._resolve_rules_set(self.schema[args[0]]).get("meta", {}))
        else:
            super()._error(*args)


class _OurSchema(DefinitionSchema):
    """A schema written in this house: the tests check it once, and no start of the checker does it again."""

    def validate(self, schema: Any = None) -> None:
        pass


def _made(schema: Schema) -> Validator:
    validator = _Validator()
    validator.schema = _OurSchema(validator, schema)
    return validator


_thread = local()


def _validator(schema: Schema) -> Validator:
    """Built once per schema and per thread, since a validator keeps the errors of its last document.

    A schema is known by identity, or by its text when it was made again alike (the rule of an answer). It is kept
    beside its validator, so that nothing else can take its identity, nor that of a function it holds.
    """
    cache: OrderedDict[int | str, tuple[Schema, Validator]] = _thread.__dict__.setdefault("cache", OrderedDict())
    if id(schema) not in cache:
        text = repr(schema)
        if text in cache:
            cache.move_to_end(text)
            return cache[text][1]
        cache[id(schema)] = cache[text] = (schema, _made(schema))
        while len(cache) > REMEMBERED_SCHEMAS:
            cache.popitem(last=False)
    cache.move_to_end(id(schema))
    return cache[id(schema)][1]


# --- from the errors of Cerberus to faults ----------------------------------------------------------------

_CODES = {
    errors.UNKNOWN_FIELD.code: "cle-inconnue",
    errors.REQUIRED_FIELD.code: "cle-manquante",
    errors.DEPENDENCIES_FIELD.code: "cle-associee",
    errors.DEPENDENCIES_FIELD_VALUE.code: "cle-associee",
    errors.EXCLUDES_FIELD.code: "cle-incompatible",
    errors.EMPTY_NOT_ALLOWED.code: "vide",
    errors.NOT_NULLABLE.code: "vide",
    errors.BAD_TYPE.code: "type-attendu",
    errors.ITEMS_LENGTH.code: "nombre-d-elements",
    errors.MIN_LENGTH.code: "trop-court",
    errors.MAX_LENGTH.code: "trop-long",
    errors.REGEX_MISMATCH.code: "forme",
    errors.MIN_VALUE.code: "trop-petit",
    errors.MAX_VALUE.code: "trop-grand",
    errors.UNALLOWED_VALUE.code: "valeur-interdite",
    errors.UNALLOWED_VALUES.code: "valeur-interdite",
    errors.FORBIDDEN_VALUE.code: "valeur-interdite",
    errors.FORBIDDEN_VALUES.code: "valeur-interdite",
    errors.MISSING_MEMBERS.code: "valeur-manquante",
}


def _faults(error: Any) -> list[Fault]:
    if error.is_logic_error:
        return _closest_alternative(error)
    if error.code == errors.KEYSRULES.code:
        return [replace(_fault(child), code="cle-refusee") for child in error.child_errors]
    if error.is_group_error:
        return [fault for child in error.child_errors for fault in _faults(child)]
    return [_fault(error)]


def _closest_alternative(error: Any) -> list[Fault]:
    """Of several accepted shapes, speak of the one the author was writing, never of all of them at once."""
    alternatives = list(error.definitions_errors.values())
    if not alternatives:
        sentence = f"{_quoted(error.value)} n’est pas accepté ici."
        return [Fault(error.document_path, "valeur-interdite", sentence)]
    return [fault for child in min(alternatives, key=_distance) for fault in _faults(child)]


def _distance(alternative: list[Any]) -> tuple[bool, int]:
    return any(child.code == errors.BAD_TYPE.code for child in alternative), len(alternative)


def _fault(error: Any) -> Fault:
    path, code = error.document_path, _CODES.get(error.code, "forme")
    match error.code:
        case errors.UNKNOWN_FIELD.code:
            return Fault(path, code, f"« {error.field} » n’existe pas ici.", error.info[0], error.field)
        case errors.UNALLOWED_VALUE.code | errors.UNALLOWED_VALUES.code:
            return _unallowed(error, code)
        case _:
            return Fault(path, code, _sentence(error), error.constraint, error.value)


def _unallowed(error: Any, code: str) -> Fault:
    """At the very place of the value, when it is the only one of a list that is refused."""
    value, constraint = error.value, error.constraint
    refused = _refused(value, constraint)
    sentence = f"{', '.join(map(_quoted, refused))} n’est pas accepté ici : choisissez {_some(constraint)}."
    if isinstance(value, list) and len(refused) == 1:
        one = value.index(refused[0])
        return Fault((*error.document_path, one), "valeur-interdite", sentence, constraint, value[one])
    return Fault(error.document_path, code, sentence, constraint, value)


def _sentence(error: Any) -> str:
    key, value, constraint = error.field, error.value, error.constraint
    match error.code:
        case errors.REQUIRED_FIELD.code:
            return f"Il manque « {key} »."
        case errors.DEPENDENCIES_FIELD.code | errors.DEPENDENCIES_FIELD_VALUE.code:
            return f"« {key} » ne va pas sans {_choices(_listed(constraint), 'et')}."
        case errors.EXCLUDES_FIELD.code:
            return f"« {key} » ne va pas avec {_choices(_listed(constraint), 'ni')}."
        case errors.EMPTY_NOT_ALLOWED.code | errors.NOT_NULLABLE.code:
            what = f"« {key} »" if isinstance(key, str) else "Cet élément"
            return f"{what} est vide : complétez-le ou retirez la ligne."
        case errors.BAD_TYPE.code:
            wanted = _choices([_TYPES.get(name, name) for name in _listed(constraint)], "ou")
            return f"{found(value)} : il faut {wanted}."
        case errors.REGEX_MISMATCH.code:
            wanted = error.info[0].get("attendu")
            return f"{_quoted(value)} n’a pas la forme attendue{f' : écrivez {wanted}' if wanted else ''}."
        case errors.FORBIDDEN_VALUE.code | errors.FORBIDDEN_VALUES.code:
            return f"{_quoted(value)} n’est pas accepté ici."
        case errors.MISSING_MEMBERS.code:
            return f"Il manque {_choices(sorted(error.info[0]), 'et')}."
        case _:
            return _measured(error)


def _measured(error: Any) -> str:
    """Too short, too long, too small, too large."""
    key, value, constraint = error.field, error.value, error.constraint
    match error.code:
        case errors.ITEMS_LENGTH.code:
            return f"Il faut {_count(len(constraint), 'élément')} ici, et il y en a {len(value)}."
        case errors.MIN_LENGTH.code if not value:
            return f"« {key} » est vide : il faut au moins {_size(constraint, value)}."
        case errors.MIN_LENGTH.code:
            return f"{_quoted(value)} est trop court : il faut au moins {_size(constraint, value)}."
        case errors.MAX_LENGTH.code:
            return f"{_quoted(value)} est trop long : {_size(constraint, value)} au plus."
        case errors.MIN_VALUE.code:
            return f"{_quoted(value)} est trop petit : le minimum est {constraint}."
        case errors.MAX_VALUE.code:
            return f"{_quoted(value)} est trop grand : le maximum est {constraint}."
        case _:
            return str(error.info[0])


# --- French -----------------------------------------------------------------------------------------------

_TYPES = {
    "string": "un texte",
    "list": "une liste",
    "dict": "des clés et leurs valeurs",
    "integer": "un nombre entier",
    "float": "un nombre",
    "number": "un nombre",
    "boolean": "oui ou non",
    "date": "une date",
    "datetime": "une date et une heure",
}


def found(value: Any) -> str:
    """What stands there, as the beginning of a sentence."""
    if value in (None, "", [], {}):
        return "Il n’y a rien ici"
    match value:
        case Mapping():
            return "Des clés sont écrites ici"
        case list() | tuple():
            return "Une liste est écrite ici"
        case bool():
            return f"« {'oui' if value else 'non'} » est écrit ici"
        case _:
            return f"{_quoted(value)} est écrit ici"


def _quoted(value: Any) -> str:
    match value:
        case Mapping() | list() | tuple():
            return "Ce qui est écrit ici"
        case None | "":
            return "Une valeur vide"
        case _:
            shown = " ".join(str(value).split())
            return f"« {shown if len(shown) <= SHOWN_CHARACTERS else shown[: SHOWN_CHARACTERS - 1] + '…'} »"


def _choices(words: Iterable[Any], joint: str) -> str:
    """« normale, haute ou urgente »."""
    *first, last = [str(word) for word in words] or ["rien"]
    return f"{', '.join(first)} {joint} {last}" if first else last


def _some(allowed: Iterable[Any]) -> str:
    """All the values allowed, or the first ones of a long list."""
    words = list(allowed)
    if len(words) <= SHOWN_CHOICES:
        return _choices(words, "ou")
    return f"par exemple {', '.join(map(str, words[:4]))}"


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


def _refused(value: Any, allowed: Iterable[Any]) -> list[Any]:
    return [one for one in value if one not in allowed] if isinstance(value, (list, tuple)) else [value]


def _size(limit: int, value: Any) -> str:
    return _count(limit, "caractère" if isinstance(value, str) else "élément")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def _order(document: Mapping[str, Any]) -> Callable[[Path], tuple[int, ...]]:
    """Sorts paths as their keys come in the document; what is missing comes after what is written."""
    ranks: dict[int, dict[Any, int]] = {}

    def rank(here: Any, part: str | int) -> int:
        if not isinstance(here, Mapping):
            return part if isinstance(part, int) else 0
        if id(here) not in ranks:
            ranks[id(here)] = {key: place for place, key in enumerate(here)}
        return ranks[id(here)].get(part, len(here))

    def place(path: Path) -> tuple[int, ...]:
        here: Any = document
        places = []
        for part in path:
            places.append(rank(here, part))
            here = _inside(here, part)
        return tuple(places)

    return place


def _inside(here: Any, part: str | int) -> Any:
    if isinstance(here, Mapping):
        return here.get(part)
    return here[part] if isinstance(here, (list, tuple)) and isinstance(part, int) else None
