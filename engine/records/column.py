"""Two column types that SQLite and PostgreSQL keep alike: an instant in UTC, and JSON written as text."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tortoise import fields
from tortoise.exceptions import ValidationError

_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class InstantField(fields.DatetimeField):
    """An aware datetime, always stored in UTC: SQLite compares text, so one offset only."""

    def to_python_value(self, value: Any) -> datetime | None:
        if isinstance(value, str) and value.endswith("+00:00"):  # as SQLite keeps it: read on the path of every page
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        if isinstance(value, datetime) and value.tzinfo is None:
            raise ValidationError(f"{self.model_field_name}: {value} has no time zone")
        return super().to_python_value(value)

    def to_db_value(self, value: Any, instance: Any) -> Any:
        if isinstance(value, datetime) and value.tzinfo is not UTC:
            return value.astimezone(UTC)
        return value


class JsonField(fields.TextField):
    """Any JSON value kept as text, key order included. Never filtered on: the two databases would differ."""

    if TYPE_CHECKING:  # a model says what it keeps: `answers: dict[str, Any] = JsonField()`

        def __new__(cls, **options: Any) -> Any: ...

    field_type = dict  # anything but str, so that Tortoise calls to_python_value

    def to_db_value(self, value: Any, instance: Any) -> Any:
        return None if value is None else _written(value)

    def to_python_value(self, value: Any) -> Any:
        return json.loads(value) if isinstance(value, str) else value
