"""The traps of someone who writes French in YAML: one function, one sentence, one line to paste.

A trap also says how the lines should read, so that the reader goes on and no mistake hides another.
Knows lines and places, never the parser; `source.py` is the only one to call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.definition.traps.blanks import blank_in_keys, invisible, no_break_space, tab
from engine.definition.traps.brackets import blank_to_fill, bracket, extra_bracket, lost_comma, question_mark
from engine.definition.traps.indent import indentation, lost_dash
from engine.definition.traps.marks import marks
from engine.definition.traps.quotes import backslash, open_quote, typographic, typographic_text
from engine.definition.traps.texts import (
    colon,
    cut_by_hash,
    head,
    no_colon,
    paragraph_cut_by_hash,
    texts_as_keys,
)
from engine.definition.traps.trap import Lines, Mark, Place, Scalar, Stop, Taken, Trap

__all__ = ["Mark", "Place", "Scalar", "Stop", "Taken", "Trap", "explain", "invisible", "lost_dash", "surprises"]

_EXPLANATIONS: tuple[Callable[[Lines, Stop], Trap | None], ...] = (
    tab,
    no_break_space,
    open_quote,
    backslash,
    blank_to_fill,
    bracket,
    typographic,
    extra_bracket,
    paragraph_cut_by_hash,
    no_colon,
    head,
    colon,
    indentation,
)
"""From the most certain to the least."""


def explain(lines: Lines, stop: Stop) -> Trap:
    """What the author meant where the reader stopped."""
    for explanation in _EXPLANATIONS:
        trap = explanation(lines, stop)
        if trap:
            return trap
    sentence = "Cette ligne ne se lit pas : sa ponctuation a ici un autre sens que dans un texte."
    return Trap(stop.place, "syntaxe", sentence, "Mettez les textes de cette ligne entre guillemets droits.")


def surprises(lines: Lines, taken: Taken) -> Iterator[Trap]:
    """What reads without an error and does not mean what its author meant.

    Works on texts as the reader took them: nothing inside a quoted or a block text is ever suspected.
    """
    yield from blank_in_keys(lines, taken)
    yield from texts_as_keys(lines, taken)
    yield from marks(lines, taken)
    around = zip([None, *taken.scalars], taken.scalars, [*taken.scalars[1:], None], strict=False)
    for before, scalar, after in around:
        if scalar.style:
            continue
        if scalar.is_key:
            trap = lost_comma(lines, before, scalar, after)
        else:
            trap = cut_by_hash(lines, before, scalar) or question_mark(lines, scalar)
        trap = trap or typographic_text(lines, scalar)
        if trap:
            yield trap
