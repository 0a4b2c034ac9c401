"""The kit: every question type in every state, and the parts of a page, for whoever designs or checks a face.

Shows invented examples only; knows no case and no person.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from engine.definition.process import Question
from engine.fields import TYPES
from engine.web.form import OPTIONAL, FieldView, FormView, field_view
from engine.web.page import page
from engine.web.specimen import ALSO, EXAMPLES

STATES = {
    "vide": "Sans réponse",
    "rempli": "Avec une réponse",
    "erreur": "Avec une erreur",
    "facultatif": "Facultative",
}


@dataclass(frozen=True)
class Attachment:
    id: str
    name: str
    size: int
    infected: bool = False


def question(type_name: str, id: str = "") -> Question:
    """The invented question of a type."""
    example, kind = EXAMPLES[type_name], TYPES[type_name]
    options = kind.coerce_options(example.options or {})
    return Question(id or type_name.replace("-", "_"), kind, example.label, example.hint, options=options)


def in_state(type_name: str, state: str) -> FieldView:
    """A question as it looks `vide`, `rempli`, `erreur` or `facultatif`."""
    example = EXAMPLES[type_name]
    asked = question(type_name, f"{type_name.replace('-', '_')}_{state}")
    if state == "rempli":
        documents = (Attachment("1", "plan-terrasse.pdf", 1_240_000),) if type_name == "fichier" else ()
        return field_view(asked, example.filled, documents=documents)
    if state == "erreur":
        return field_view(asked, example.wrong, error=example.error)
    if state == "facultatif":
        return field_view(replace(asked, required=False), mark=OPTIONAL)
    return field_view(asked)


def gallery() -> Iterator[tuple[str, str, list[tuple[str, FieldView]]]]:
    """(type, its title, [(state in French, field)…]) for every type."""
    for name, kind in TYPES.items():
        states = STATES if kind.stores else {"vide": "Toujours"}
        fields = [(words, in_state(name, state)) for state, words in states.items()]
        if name in ALSO:
            words, example = ALSO[name]
            asked = Question(f"{name}_aussi", kind, example.label, options=kind.coerce_options(example.options or {}))
            fields.append((words, field_view(asked, example.wrong, error=example.error)))
        yield name, kind.title, fields


def alone(type_name: str, *, wrong: bool = False) -> FormView:
    """A page with a single question, whose label is then the h1."""
    example = EXAMPLES[type_name]
    error = example.error if wrong else ""
    raw = example.wrong if wrong else None
    return FormView((field_view(question(type_name), raw, error=error, alone=True),))


async def kit(request: Request) -> Response:
    """GET /-/kit, and /-/kit?seul=choix[&etat=erreur] for one question alone on its page."""
    type_name = request.query_params.get("seul", "")
    if type_name not in EXAMPLES:
        return page(request, "kit.html", {"gallery": list(gallery()), "form": None})
    form = alone(type_name, wrong=request.query_params.get("etat") == "erreur")
    return page(request, "kit.html", {"form": form, "errors": form.errors})
