"""The life cycle of the city (processes/_etapes.yaml): that of every démarche that writes none."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path as File
from typing import Any

from engine.definition import schema, source, step_rules, steps
from engine.definition.actions import EVERYWHERE
from engine.definition.cycle import Cycle
from engine.definition.located import Located, Lost
from engine.definition.parameter import Parameters
from engine.definition.process import Process
from engine.definition.source import Source
from engine.errors import Problem

CITY_FILE = "processes/_etapes.yaml"


def cycle_of(process: Process) -> Cycle:
    """The life of a case of this démarche."""
    return process.cycle or standard()


def uses_city(written: Any) -> bool:
    """Whether a démarche needs the city's cycle: it has none of its own, or takes actions of it."""
    if written is None:
        return True
    if isinstance(written, Mapping):
        return "comme" in written or any(uses_city(one) for one in written.values() if isinstance(one, Mapping))
    return False


def common_actions(file: Source | None) -> Mapping[str, Any]:
    """What `comme: ville` may name, as it is written."""
    data = (file or standard_source()).data
    written = data.get("etapes") if isinstance(data, Mapping) else None
    everywhere = written.get(EVERYWHERE) if isinstance(written, Mapping) else None
    actions = everywhere.get("actions") if isinstance(everywhere, Mapping) else None
    return actions if isinstance(actions, Mapping) else {}


def read_city(file: Source) -> tuple[Cycle | None, list[Problem]]:
    """The city's own cycle and what is wrong in its file, which knows the questions of no démarche."""
    from engine.definition.build import Reader  # it reads this section among others

    widths = {file.spots[path]: width for path, width in file.widths.items()}
    where = Located(file.data, dict(file.spots), dict(file.key_spots), widths=widths, lines={file.file: file.lines})
    root = where.shaped((), file.data, schema.CITY_STEPS)
    found = steps.read(Reader(where, Lost(), Parameters()), root.get("etapes", {}), {}, {}, common_actions(None))
    if found is not None:
        step_rules.check(where, found)
    return found, where.problems


@lru_cache(maxsize=64)
def of_city(text: str) -> Cycle:
    """The cycle of a city whose file has already been judged."""
    return read_city(source.parse(text, CITY_FILE))[0] or standard()


@lru_cache(maxsize=1)
def standard() -> Cycle:
    found, problems = read_city(standard_source())
    assert found is not None
    assert not problems, problems
    return found


@lru_cache(maxsize=1)
def standard_source() -> Source:
    """The cycle of a city that writes none: also the one of editions older than life cycles."""
    return source.parse(File(__file__).with_name("default_cycle.yaml").read_text("utf-8"), CITY_FILE)
