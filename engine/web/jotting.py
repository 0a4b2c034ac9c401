"""What was typed on a page and not sent: kept while one types (brouillon.js) or when a page is refused, shown again.

Never an answer: the page says that it is not saved yet. Off while one types on a lent computer, where nothing leaves
the keyboard without a click.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.acts import jot, merge
from engine.definition.group import MARK, number_of
from engine.definition.process import Question
from engine.records import Jotting
from engine.web.step import Step
from engine.web.uploads import is_file

SAVES_ALLOWED = "600/hour"
"""For one draft: a page every six seconds."""


def place_of(step: Step) -> str:
    """The page or, in a repeated group, the page of that instance; `+` for one that is being added."""
    group = step.page.group
    if group is None or not step.page.number:
        return step.page.id
    mark = step.mark or str(step.held.get(MARK, ""))
    return f"{step.page.id}/{mark if number_of(step.draft.answers, group, mark) else '+'}"


async def keep(step: Step, raws: Mapping[str, Any], shown: Mapping[str, Any], seen: str, at: datetime) -> None:
    """`raws` is what is on the screen, `shown` what the answers held would put there: the same is nothing to keep."""
    asked = {one.id for one in step.page.questions if not is_file(one)}
    typed = {id: raw for id, raw in raws.items() if id in asked}
    if all(raw == shown.get(id) for id, raw in typed.items()):
        await jot.rub_out(step.draft, place_of(step))
    else:
        await jot.jot(step.draft, place_of(step), typed, seen, at)


async def recall(step: Step, shown: Mapping[str, Any]) -> tuple[dict[str, Any], Jotting | None]:
    """What was typed here and not sent; not what an answer saved since has made old."""
    found = await jot.jotted(step.draft, place_of(step))
    if found is None:
        return {}, None
    ids = [one.id for one in step.journey.stored(step.page)]
    before = merge.read(found.seen, ids)
    typed = {id: found.typed[id] for id in ids if id in found.typed and before[id] == merge.short(step.held, id)}
    if all(raw == shown.get(id) for id, raw in typed.items()):
        return {}, None
    return typed, found


def asked_with(step: Step, raws: Mapping[str, Any]) -> tuple[Question, ...]:
    """The questions of the page as these words, once sent, would make them."""
    journey, page = step.journey, step.page
    values = journey.check(page, raws).values
    known = {**journey.known(page), **values}
    asked = (journey.asked_with(page, one, values) for one in page.questions)
    return tuple(journey.worded(one, known) for one in asked if one is not None)
