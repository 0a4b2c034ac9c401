"""One row by a unique column. On the path of every page of a form the statement is written once, not at each call.

What was typed or comes from an address is never more than a row that is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar

from tortoise.models import Model

Record = TypeVar("Record", bound=Model)


async def lookup(
    model: type[Record], column: str, value: Any, known: Callable[[Mapping[str, Any]], Mapping[str, Any]] | None = None
) -> Record | None:
    """The row whose unique `column` has this value, or None.

    `known` receives the row as the database gives it, and says what need not be read from it again.
    """
    connection = model._meta.db
    rows = await connection.execute_query_dict(_select(model, column, connection.capabilities.dialect), [value])
    if not rows:
        return None
    return model._init_from_db(**rows[0]) if known is None else model._init_from_db(**{**rows[0], **known(rows[0])})


async def by_key(model: type[Record], written: str, **others: Any) -> Record | None:
    """The row of this key, as someone typed it or as an address names it; None for what no key of ours looks like."""
    longest = model._meta.pk.constraints.get("max_length", 0)
    if not written.isprintable() or len(written) > longest:
        return None
    return await model.get_or_none(pk=written, **others)


@cache
def _select(model: type[Model], column: str, dialect: str) -> str:
    names = model._meta.fields_db_projection
    columns = ", ".join(f'"{stored}" AS "{name}"' for name, stored in names.items())
    mark = "$1" if dialect == "postgres" else "?"
    return f'SELECT {columns} FROM "{model._meta.db_table}" WHERE "{names[column]}" = {mark}'  # noqa: S608 our own names
