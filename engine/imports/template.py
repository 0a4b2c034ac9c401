"""Computed texts of other platforms: `{% if … %}a{% else %}b{% endif %}` as cases, `{{ form_var_x }}` as our words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from engine.imports import expression
from engine.imports.expression import TRUE, Both, Filter, Literal, Name, Not, Tree, Unreadable

PIECE = re.compile(r"(\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})", re.DOTALL)
MOST_CASES = 40


@dataclass(frozen=True)
class Case:
    """What a computed value is worth when `when` holds and no earlier case does."""

    when: Tree
    value: Tree


def cases(template: str) -> list[Case]:
    """The cases of a computed value. Raises Unreadable when it is more than tests and values."""
    pieces = [piece for piece in PIECE.split(template) if piece.strip() and not piece.startswith("{#")]
    found, rest = branches(pieces, TRUE)
    if rest or not found:
        raise Unreadable("cette formule n’a pas d’équivalent")
    if len(found) > MOST_CASES:
        raise Unreadable("cette formule a trop de cas")
    return found


def branches(pieces: list[str], when: Tree, depth: int = 0) -> tuple[list[Case], list[str]]:
    """The cases of one stretch, up to the tag that closes it, which is left in front of the rest."""
    if depth > 20:
        raise Unreadable("cette formule est trop imbriquée")
    if not pieces or tag(pieces[0]) in ("elif", "else", "endif"):
        return [Case(when, Literal(""))], pieces
    first = pieces[0]
    if tag(first) == "if":
        return choice(pieces, when, depth)
    return [Case(when, leaf(first))], closed(pieces[1:])


def closed(rest: list[str]) -> list[str]:
    if rest and tag(rest[0]) not in ("elif", "else", "endif"):
        raise Unreadable("cette formule mêle plusieurs valeurs")
    return rest


def choice(pieces: list[str], when: Tree, depth: int) -> tuple[list[Case], list[str]]:
    found: list[Case] = []
    before: list[Tree] = []
    test: Tree = TRUE
    complete = False
    while pieces and (word := tag(pieces[0])) != "endif":
        if word in ("if", "elif"):
            test = expression.read(re.sub(r"^\{%-?\s*\w+|-?%\}$", "", pieces[0]).strip())
        else:
            test, complete = TRUE, True
        here = Both((when, *(Not(one) for one in before), test))
        inner, pieces = branches(pieces[1:], here, depth + 1)
        found += inner
        before.append(test)
    if not pieces:
        raise Unreadable("un « if » n’est pas fermé")
    if not complete:
        found.append(Case(Both((when, *(Not(one) for one in before))), Literal("")))
    return found, closed(pieces[1:])


def tag(piece: str) -> str:
    match = re.match(r"\{%-?\s*(\w+)", piece)
    return match[1] if match else ""


def leaf(piece: str) -> Tree:
    if piece.startswith("{{"):
        return expression.read(piece[2:-2].strip())
    if tag(piece) == "firstof":
        return first_of(piece)
    if piece.startswith("{%"):
        raise Unreadable(f"« {{% {tag(piece)} %}} » n’a pas d’équivalent")
    return Literal(piece.strip())


def first_of(piece: str) -> Tree:
    parts = re.findall(r"\"[^\"]*\"|'[^']*'|\S+", re.sub(r"^\{%-?\s*\w+|-?%\}$", "", piece))
    if not parts:
        raise Unreadable("cette formule est vide")
    tree = expression.read(parts[-1])
    for part in reversed(parts[:-1]):
        tree = Filter(expression.read(part), "default", tree)
    return tree


# --- words of a text


@dataclass(frozen=True)
class Said:
    """A text in our language, and what was let go of in it."""

    text: str
    quoted: int = 0
    lost: tuple[str, ...] = ()


def said(template: str, word: Callable[[Tree], str]) -> Said:
    """The text with our words between braces. `word` gives one, or "" when there is none. Loops and tests go."""
    pieces, kept, missing, quoted, loops = PIECE.split(template), [], [], 0, 0
    for piece in pieces:
        if piece.startswith("{#"):
            continue
        if piece.startswith("{%"):
            name = tag(piece)
            loops += {"for": 1, "endfor": -1}.get(name, 0)
            if not name.startswith("end") and name not in ("else", "elif", "load", "spaceless"):
                missing.append(short(piece))
        elif loops > 0:
            continue
        elif piece.startswith("{{"):
            ours = quoted_word(piece, word)
            quoted += bool(ours)
            kept.append(f"{{{{ {ours} }}}}" if ours else "…")
            if not ours:
                missing.append(short(piece))
        else:
            kept.append(piece.replace("{", "(").replace("}", ")"))
    return Said("".join(kept), quoted, tuple(dict.fromkeys(missing)))


def quoted_word(piece: str, word: Callable[[Tree], str]) -> str:
    try:
        tree = expression.read(piece[2:-2].strip())
    except Unreadable:
        return ""
    while isinstance(tree, Filter):
        tree = tree.base
    return word(tree) if isinstance(tree, Name) else ""


def short(piece: str) -> str:
    line = " ".join(piece.split())
    return line if len(line) <= 70 else f"{line[:69]}…"
