"""The small form of an action: `demander`, `motifs` and `montrer` -> questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.definition import condition_reading
from engine.definition.cycle import REASON
from engine.definition.cycle_scope import Shared
from engine.definition.form import FormReader
from engine.definition.located import Lost, Path
from engine.definition.process import Question
from engine.definition.scalar import many
from engine.definition.wording import AGENT
from engine.fields import TYPES


def read(shared: Shared, entry: Mapping[str, Any], place: Path) -> tuple[tuple[Question, ...], Mapping[int, Any]]:
    """Its questions, and the conditions yet to be read of those in `demander`, by their rank there."""
    lost, theirs = Lost(), shared.reader.lost
    form = FormReader(shared.where, lost, shared.reader.parameters)
    questions = []
    for index, written in enumerate(entry.get("demander", [])):
        path = (*place, "demander", index)
        question = form.question(written, path)
        if question is not None and is_possible(shared, question, path):
            questions.append(question)
    theirs.questions |= {f"{AGENT}.{id}" for id in lost.questions}
    theirs.any_question |= lost.any_question
    if "motifs" in entry:
        questions += reason(shared, entry["motifs"], (*place, "motifs"))
    for question in questions:
        shared.asked.setdefault(question.id, question)
    return tuple(questions), {path[-1]: value for path, value in form.written_conditions.items()}


def is_possible(shared: Shared, question: Question, path: Path) -> bool:
    known = shared.asked.get(question.id)
    if question.id == REASON or question.type.name == "fichier":
        what = "« motif » est le nom de ce que demande « motifs »."
        if question.type.name == "fichier":
            what = "Un agent ne peut pas encore joindre un document dans le formulaire d’une action."
        shared.where.report((*path, "id"), "question-agent", what, "Choisissez un autre id, ou un autre type.")
        return False
    if known is not None and known.type is not question.type:
        sentence = f"« {question.id} » est aussi demandée par une autre action, avec le type {known.type.name}."
        shared.where.report((*path, "type"), "question-agent", sentence, "Donnez-lui un autre id.")
        return False
    return True


def reason(shared: Shared, written: Any, path: Path) -> list[Question]:
    if isinstance(written, list):
        words = [one for one in written if isinstance(one, str) and one]
        if len(words) < len(written):
            shared.where.report(path, "type-attendu", "Un motif est un texte.", "Par exemple « - Dossier incomplet ».")
        written = {one: one for one in words}
    kind = TYPES["choix"]
    try:
        options = kind.coerce_options({"options": written})
    except ValueError as error:
        shared.where.report(path, "valeur-interdite", error.args[-1])
        return []
    return [Question(REASON, kind, "Quel est le motif ?", missing="Choisissez le motif.", options=options)]


def with_conditions(
    shared: Shared, entry: Mapping[str, Any], place: Path, questions: Sequence[Question], whens: Mapping[int, Any]
) -> tuple[Question, ...]:
    found = []
    for question in questions:
        index = next((i for i, one in enumerate(entry.get("demander", [])) if _id(one) == question.id), None)
        when = None
        if index is not None and index in whens:
            path = (*place, "demander", index, "si")
            when = condition_reading.parse(whens[index], path, shared.scope())
        found.append(replace(question, when=when))
    return tuple(found)


def shown(shared: Shared, entry: Mapping[str, Any], questions: tuple[Question, ...], path: Path) -> Iterator[str]:
    known, written = [question.id for question in questions], entry.get("montrer")
    place = (*path, "montrer")
    for index, id in enumerate(many(written)):
        if id in known:
            yield id
        elif not shared.reader.lost.question(f"{AGENT}.{id}"):
            sentence = f"« {id} » n’est pas une question du formulaire de cette action."
            help = shared.where.nearest(id, known) or (f"Ses questions : {', '.join(known)}." if known else "")
            at = (*place, index) if isinstance(written, list) else place
            shared.where.report(at, "question-inconnue", sentence, help)


def _id(written: Any) -> Any:
    return written.get("id") if isinstance(written, Mapping) else None
