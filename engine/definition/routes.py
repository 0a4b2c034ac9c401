"""`routage:` -> ordered routes. What is wrong is reported and the route left out.

A table (`selon:`) is several routes of the same position, one for each answer it knows: whatever judges routes judges
its rows too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from engine.definition import condition_meant, condition_reading, schema
from engine.definition.condition import Condition, together
from engine.definition.condition_scope import Scope
from engine.definition.located import Path
from engine.definition.process import Question, Route
from engine.fields.base import literal
from engine.validation import found

if TYPE_CHECKING:
    from engine.definition.build import Reader


def read(reader: Reader, written: list[Any], named: Mapping[str, Condition]) -> tuple[Route, ...]:
    return tuple(route for index, entry in enumerate(written) for route in rule(reader, entry, index, named))


def rule(reader: Reader, written: Any, index: int, named: Mapping[str, Condition]) -> Iterator[Route]:
    """The routes of one entry of `routage`: none when it cannot be read, several for a table."""
    path: Path = ("routage", index)
    entry = reader.where.shaped(path, written, schema.ROUTE)
    if not isinstance(written, Mapping) or len(entry) < len(written):
        return  # what is wrong has been reported
    if wrong := route_mistake(entry):
        reader.where.report(path, "route-forme", *wrong)
        return
    scope = reader.scope(named)
    when = condition_reading.parse(entry["si"], (*path, "si"), scope) if "si" in entry else None
    if "si" in entry and when is None:
        return
    words = {"priority": entry.get("priorite", "normale"), "reason": entry.get("motif", "")}
    if "selon" not in entry:
        yield Route(index + 1, entry.get("sinon") or entry["vers"], when, **words)
        return
    if (asked := scope.questions.get(entry["selon"])) is not None and not is_table_key(asked, entry.get("vers", {})):
        sentence = f"« {asked.id} » est de type {asked.type.name} : sa réponse ne peut pas choisir un service."
        help = f"Regardez un choix, un oui-non ou une liste.{condition_meant.attribute_meant(asked)}"
        reader.where.report((*path, "selon"), "comparaison-impossible", sentence, help)
        return
    table = entry.get("vers") or column(entry["selon"], path, scope)
    for answer, unit in table.items():
        chosen = row_condition(entry["selon"], answer, path, scope)
        if chosen is not None and is_unit(reader, unit, (*path, "vers", answer)):
            both = together([when, chosen])
            yield Route(index + 1, unit, both, row=answer, of_list="vers" not in entry, **words)


def column(source: str, path: Path, scope: Scope) -> dict[str, str]:
    """`selon: anomalie.service`: each service that this column of the list names."""
    root, _, name = source.partition(".")
    question = scope.questions.get(root)
    if question is None or name not in question.type.attributes(question):
        condition_reading.parse({source: "?"}, (*path, "selon"), scope)  # says what is wrong with the name
        return {}
    services = [one for one in question.type.attribute_values(question, name) if isinstance(one, str)]
    if not services:
        sentence = f"« {source} » ne nomme aucun service."
        scope.report((*path, "selon"), "route-forme", sentence, "Ajoutez « vers: », avec une ligne par réponse.")
    return {service: service for service in services}


def is_table_key(question: Question, answers: Iterable[str]) -> bool:
    """Whether its answer may choose among these: a number or a date does, when one of them is such."""
    if not question.type.is_comparable(question):
        return False
    return not set(question.type.operators) & {"plus_de", "avant"} or any(suits(question, one) for one in answers)


def suits(question: Question, answer: str) -> bool:
    try:
        literal(question, answer)
    except ValueError:
        return False
    return True


def row_condition(source: str, answer: str, path: Path, scope: Scope) -> Condition | None:
    """« selon » this question, the answer is this one. `path` is that of the route."""

    def report(where: Path, *told: Any, **more: Any) -> None:
        if more.pop("key", False):  # the question itself, the same for every row
            scope.report((*path, "selon"), *told, **more)
        else:
            scope.report((*path, "vers", answer), *told, key=True, **more)

    return condition_reading.parse({source: answer}, (*path, "selon"), replace(scope, report=report))


def is_unit(reader: Reader, written: Any, path: Path) -> bool:
    if isinstance(written, str) and written:
        return True
    reader.where.report(path, "type-attendu", f"{found(written)} : il faut le service qui reçoit ces demandes.")
    return False


def route_mistake(route: Mapping[str, Any]) -> tuple[str, str] | None:
    """What is wrong in the keys of a route, and how to correct it."""
    table = isinstance(route.get("vers"), Mapping)
    if "sinon" in route and ("si" in route or "vers" in route or "selon" in route):
        return (
            "« sinon » ne va ni avec « si », ni avec « selon », ni avec « vers ».",
            "Gardez « sinon » seul, ou retirez-le.",
        )
    if "sinon" in route:
        return None
    if "vers" not in route and "." in route.get("selon", ""):
        return None
    if "vers" not in route:
        return "Cette route ne dit pas à quel service va la demande.", "Ajoutez « vers: … »."
    if table and "selon" not in route:
        return "Ce tableau ne dit pas quelle question il regarde.", "Ajoutez « selon: » et l’id de la question."
    if "selon" in route and not table:
        help = f"Écrivez sous « vers: » une ligne par réponse, par exemple « reponse: {route['vers']} »."
        return "« selon » demande un tableau : un service pour chaque réponse.", help
    if "si" in route or "selon" in route:
        return None
    help = f"Ajoutez « si: … », ou écrivez « sinon: {route['vers']} » si c’est la dernière."
    return "Cette route n’a pas de condition.", help
