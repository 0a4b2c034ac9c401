"""The few statements of a batch, written from the models: columns and conversions are Tortoise's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from tortoise.fields import Field
from tortoise.models import Model

from engine.records.column import InstantField


class Row(NamedTuple):
    """A row to insert that nobody will look at before: much lighter than a model."""

    model: type[Model]
    values: Mapping[str, Any]


class _Column(NamedTuple):
    name: str
    to_db: Callable[[Any, Any], Any]
    default: Any
    """What the database receives when a Row says nothing of this column."""


@cache
def _columns(model: type[Model], postgres: bool) -> tuple[_Column, ...]:
    """The columns of an insertion, in the order of the statement: all but those the database numbers."""
    fields = model._meta.fields_map
    names = [name for name in model._meta.fields_db_projection if not fields[name].generated]
    return tuple(_Column(name, _converter(fields[name], postgres), _default(fields[name], model)) for name in names)


def _converter(field: Field, postgres: bool) -> Callable[[Any, Any], Any]:
    """What Tortoise does to a value, without its detours for the many values that are written as they are."""
    longest = getattr(field, "max_length", None)
    if isinstance(field, InstantField) and not postgres:
        return lambda value, row: value and field.to_db_value(value, row).isoformat(" ")
    if type(field).to_db_value is not Field.to_db_value:
        return field.to_db_value
    if longest is None:
        return lambda value, row: value

    def text(value: Any, row: Any) -> Any:
        fits = value is None or len(value) <= longest
        return value if fits else field.to_db_value(value, row)  # which refuses it in its own words

    return text


def _default(field: Field, model: type[Model]) -> Any:
    default = field.default() if callable(field.default) else field.default
    return None if default is None else field.to_db_value(default, model)


def values_of(row: Model | Row, postgres: bool) -> list[Any]:
    """What the database receives for one row."""
    if isinstance(row, Row):
        columns, given = _columns(row.model, postgres), row.values
        if unknown := given.keys() - {column.name for column in columns}:
            raise ValueError(f"{row.model.__name__} has no column {', '.join(sorted(unknown))}")
        return [to_db(given[name], row.model) if name in given else default for name, to_db, default in columns]
    return [to_db(getattr(row, name), row) for name, to_db, _ in _columns(type(row), postgres)]


@lru_cache(maxsize=256)
def insert(model: type[Model], rows: int) -> str:
    """Rows of one table in one statement of SQLite."""
    row = f"({', '.join('?' for _ in _columns(model, False))})"
    return f"{_into(model)} VALUES {', '.join([row] * rows)}"


@lru_cache(maxsize=256)
def insert_together(shapes: tuple[tuple[type[Model], int], ...]) -> str:
    """Rows of several tables in one statement of PostgreSQL, which checks their links at its end."""
    position, parts = 0, []
    for model, rows in shapes:
        width, written = len(_columns(model, True)), []
        for _ in range(rows):
            written.append(f"({', '.join(f'${position + rank}' for rank in range(1, width + 1))})")
            position += width
        parts.append(f"{_into(model)} VALUES {', '.join(written)}")
    *first, last = parts
    named = ", ".join(f"w{rank} AS ({part})" for rank, part in enumerate(first))
    return f"WITH {named} {last}" if named else last


def _into(model: type[Model]) -> str:
    names = model._meta.fields_db_projection
    columns = ", ".join(f'"{names[column.name]}"' for column in _columns(model, True))
    return f'INSERT INTO "{model._meta.db_table}" ({columns})'


def update(
    model: type[Model], where: Mapping[str, Any], to: Mapping[str, Any], postgres: bool
) -> tuple[str, list[Any]]:
    """The statement and its values: `to` for the rows equal to `where`, where None means IS NULL."""
    fields = model._meta.fields_map
    full = tuple(name for name, value in where.items() if value is not None)
    empty = tuple(name for name, value in where.items() if value is None)
    values = [fields[name].to_db_value(value, model) for name, value in to.items()]
    values += [fields[name].to_db_value(where[name], model) for name in full]
    return _update(model, tuple(to), full, empty, postgres), values


@lru_cache(maxsize=256)
def _update(
    model: type[Model], to: tuple[str, ...], full: tuple[str, ...], empty: tuple[str, ...], postgres: bool
) -> str:
    marks = (f"${rank}" if postgres else "?" for rank in range(1, len(to) + len(full) + 1))
    column = model._meta.fields_db_projection
    changes = ", ".join(f'"{column[name]}" = {next(marks)}' for name in to)
    tests = [f'"{column[name]}" = {next(marks)}' for name in full]
    tests += [f'"{column[name]}" IS NULL' for name in empty]
    return f'UPDATE "{model._meta.db_table}" SET {changes} WHERE {" AND ".join(tests)}'  # noqa: S608
