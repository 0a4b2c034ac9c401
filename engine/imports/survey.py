"""A first look at every condition of a form: what is compared with what, before any question is written.

It tells which texts are in fact numbers, and which lines of an unknown list conditions look for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from engine.imports import expression, template
from engine.imports.expression import Both, Comparison, Either, Filter, Literal, Name, Not, Tree, Unreadable
from engine.imports.model import Field, Workflow, walk
from engine.imports.scope import aspect_of


@dataclass
class Survey:
    """By name of the source: values it is compared with (what is looked at, the value), columns, ordering."""

    literals: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    options: set[str] = field(default_factory=set)
    """Settings whose value is shown or compared, not only tested for being there."""

    def note(self, name: str, aspect: str, value: str) -> None:
        found = self.literals.setdefault(name, [])
        if (aspect, value) not in found:
            found.append((aspect, value))


def survey(fields: list[Field], workflow: Workflow | None) -> Survey:
    names = {one.name for one in walk(fields) if one.name}
    found = Survey()
    for one in walk(fields):
        for text in (one.label, one.hint, one.prefill[1]):
            quoted = " ".join(piece for piece in template.PIECE.findall(text or "") if piece.startswith("{{"))
            found.options |= set(re.findall(r"form_option_(\w+)", quoted))
    for tree in trees(fields, workflow):
        look(tree, found, lambda name: split(name, names))
    return found


def trees(fields: list[Field], workflow: Workflow | None) -> Iterator[Tree]:
    """Every test of the form, those of its texts and of its life afterwards included."""
    written = [one.condition for one in walk(fields)] + [check.wanted for one in walk(fields) for check in one.checks]
    if workflow:
        written += [action.condition for status in workflow.statuses for action in status.actions]
    for one in written:
        if one is not None:
            try:
                yield expression.read(one.text, one.language)
            except (Unreadable, RecursionError):
                continue
    for one_field in walk(fields):
        for text in (one_field.template, one_field.label, one_field.hint, one_field.prefill[1]):
            yield from inside(text)


def inside(text: str) -> Iterator[Tree]:
    for piece in template.PIECE.findall(text or ""):
        try:
            if template.tag(piece) in ("if", "elif"):
                yield expression.read(piece[2:-2].strip("- ").split(" ", 1)[1])
            elif piece.startswith("{{"):
                yield expression.read(piece[2:-2].strip())
        except (Unreadable, IndexError, RecursionError):
            continue


def split(name: str, names: set[str]) -> tuple[str, str] | None:
    """« form_var_commune_zipcode » as (commune, zipcode)."""
    flat = name.replace(".", "_")
    for prefix in ("form_var_", "block_var_", "form_live_var_", "block_"):
        flat = flat.removeprefix(prefix)
    parts = flat.split("_")
    for size in range(len(parts), 0, -1):
        head = "_".join(parts[:size])
        if head in names:
            return head, aspect_of("_".join(parts[size:]))
    return None


def look(tree: Tree, found: Survey, known: Callable[[str], tuple[str, str] | None]) -> None:
    match tree:
        case Both(parts=parts) | Either(parts=parts):
            for part in parts:
                look(part, found, known)
        case Not(part=part):
            look(part, found, known)
        case Filter(base=base, argument=argument):
            look(base, found, known)
            if argument is not None:
                look(argument, found, known)
        case Name(name=name):
            if (ref := known(name)) and ref[1] not in ("texte", "brut"):
                columns = found.columns.setdefault(ref[0], [])
                if ref[1] not in columns:
                    columns.append(ref[1])
        case Comparison(operator=operator, left=left, right=right):
            look(left, found, known)
            look(right, found, known)
            note(operator, left, right, found, known)
            note(operator, right, left, found, known)


def note(
    operator: str, looked: Tree, other: Tree, found: Survey, known: Callable[[str], tuple[str, str] | None]
) -> None:
    bare = looked
    while isinstance(bare, Filter):
        if bare.name in ("length", "count") or "day" in bare.name or "date" in bare.name or "age_" in bare.name:
            return
        bare = bare.base
    if (
        isinstance(bare, Name)
        and isinstance(other, Literal)
        and other.value not in (None, "", True, False, "True", "False")
    ):
        found.options |= set(re.findall(r"^form_option_(\w+)", bare.name))
    ref = known(bare.name) if isinstance(bare, Name) else None
    if ref is None or not isinstance(other, Literal):
        return
    if operator in ("<", "<=", ">", ">=") and isinstance(other.value, int | float):
        found.ordered.add(ref[0])
    elif operator in ("==", "!=", "in") and isinstance(other.value, str | int):
        found.note(*ref, str(other.value))
    elif isinstance(other.value, tuple):
        for value in other.value:
            found.note(*ref, str(value))
