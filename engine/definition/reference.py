"""docs/manuel/reference.md: every key, type, operator and word, made from the very shapes that check the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.definition import schema, wording
from engine.fields import TYPES
from engine.fields.base import OPERATOR_WORDS, FieldType

INTRODUCTION = """\
# La référence

Toutes les clés, tous les types, tous les opérateurs. Cette page est écrite par `python run.py schema --ecrire`, à partir de ce
qui vérifie les fichiers : elle ne peut pas dire autre chose. Une étoile marque une clé obligatoire. Les chapitres du manuel
expliquent et montrent des exemples.
"""


def page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([INTRODUCTION, *things(), *types(), *operators(), *words()]) + "\n"


def things() -> Iterator[str]:
    yield "## Les clés\n"
    for name, shape in schema.THINGS.items():
        yield f"### {name[0].upper()}{name[1:]}\n"
        yield from table(shape)


def table(shape: Mapping[str, Any]) -> Iterator[str]:
    yield "| Clé | Ce qu’on écrit | Sens |"
    yield "|---|---|---|"
    for key, rules in shape.items():
        star = " *" if rules.get("required") else ""
        yield f"| `{key}`{star} | {value(rules)} | {help_of(rules)} |"
    yield ""


def value(rules: Mapping[str, Any]) -> str:
    """What is written after the key."""
    item = rules.get("schema") or {}
    allowed = rules.get("allowed") or (item.get("allowed") if "type" in item else None)
    if allowed:
        shown = ", ".join(f"`{one}`" for one in allowed)
        return f"une liste parmi {shown}" if rules["type"] == "list" else shown
    if said := rules.get("meta", {}).get("attendu"):
        return said
    kinds = rules["type"] if isinstance(rules["type"], list) else [rules["type"]]
    return " ou ".join(KINDS[kind] for kind in kinds)


KINDS = {"string": "un texte", "list": "une liste", "dict": "des clés", "integer": "un nombre"}


def help_of(rules: Mapping[str, Any]) -> str:
    return rules.get("meta", {}).get("aide", "").replace("|", "\\|")


def types() -> Iterator[str]:
    yield "## Les types de question\n"
    for kind in TYPES.values():
        yield f"### `{kind.name}`\n"
        yield f"{kind.title}.\n"
        if kind.options:
            yield from table(kind.options)
        yield from compared(kind)


def compared(kind: FieldType) -> Iterator[str]:
    if kind.stores and kind.operators:
        yield f"Dans une condition : {', '.join(f'`{one}`' for one in kind.operators)}, `renseigne`.\n"


def operators() -> Iterator[str]:
    yield "## Les opérateurs des conditions\n"
    yield "| Opérateur | Se lit | Types |"
    yield "|---|---|---|"
    for name, sentence in OPERATOR_WORDS.items():
        able = ", ".join(f"`{kind.name}`" for kind in TYPES.values() if name in kind.operators)
        yield f"| `{name}` | la réponse {sentence.format('…', '…')} | {able} |"
    yield "| `renseigne` | la réponse est donnée (`oui`) ou laissée vide (`non`) | tous |"
    yield ""


def words() -> Iterator[str]:
    yield "## Les mots des messages\n"
    yield "| Mot | Ce qui le remplace |"
    yield "|---|---|"
    for name, meaning in wording.WORDS.items():
        yield f"| `{{{{ {name} }}}}` | {meaning} |"
