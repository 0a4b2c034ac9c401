"""Anchors, aliases and tags: refused when they are meant, quoted when they are the head of a text.

They are meant as soon as one alias of the file answers one anchor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.definition.traps.anatomy import anatomy
from engine.definition.traps.brackets import mark_between_braces
from engine.definition.traps.texts import text_with_head
from engine.definition.traps.trap import Lines, Mark, Taken, Trap, also

_REAL_TAG = re.compile(r"tag:|!!|!<|!(include|python|ruby|binary|env|secret)\b")


def marks(lines: Lines, taken: Taken) -> Iterator[Trap]:
    uses: dict[str, list[Mark]] = {}
    for mark in taken.marks:
        if mark.sign != "!":
            uses.setdefault(mark.name, []).append(mark)
    meant = any({"&", "*"} == {one.sign for one in same} for same in uses.values())
    for mark in taken.marks:
        if meant and mark.sign != "!":
            if mark is uses[mark.name][0]:
                yield _alias(mark, uses[mark.name][1:])
        elif mark.sign == "!" and _REAL_TAG.match(mark.name):
            yield _tag(mark)
        else:
            yield _head(lines, mark)


def _head(lines: Lines, mark: Mark) -> Trap:
    """« *obligatoire » or « !Attention »: the beginning of a text, to be quoted."""
    trap = mark_between_braces(lines, mark) if mark.flow else None
    line = anatomy(lines[mark.place[0]])
    if trap is None and line.value.startswith(mark.sign):
        trap = text_with_head(mark.place[0], line)
    return trap or (_tag(mark) if mark.sign == "!" else _alias(mark, []))


def _alias(mark: Mark, others: list[Mark]) -> Trap:
    shown = f"{mark.sign}{mark.name}"
    lines = also([one.place[0] for one in others])
    sentence = f"« {shown} » renvoie d’un endroit du fichier à un autre, ce qui n’est pas accepté{lines}."
    help = "Écrivez le contenu à chaque endroit, ou mettez-le dans un bloc de forms/ repris par « inclure: »."
    return Trap(mark.place, "alias-interdit", sentence, help, len(shown))


def _tag(mark: Mark) -> Trap:
    shown = mark.name.replace("tag:yaml.org,2002:", "!!")
    sentence = f"« {shown} » est une étiquette YAML : elles ne sont pas acceptées, tout est du texte ici."
    return Trap(mark.place, "etiquette-interdite", sentence, f"Retirez « {shown} ».", len(shown))
