"""Inserting many rows of one table, for the two tables that everything which is said goes into.

`bulk_create` asks each field of each row how its value is stored: 65 µs for a message and its event,
two fifths of what a post costs in a batch. Here most values are stored as they are, because it is known
of their field and their type; a row takes a fifth of that.
"""

from collections.abc import Sequence
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, Model, TextField

# Fields that store what these types hold without a change; of others (a time, a UUID, a choice) they are asked.
_PLAIN_FIELDS = (BooleanField, CharField, ForeignKey, IntegerField, TextField)
_PLAIN_TYPES = frozenset({int, str, bool, type(None)})


def insert(objects: Sequence[Model]) -> None:
    """Insert new objects of one model, and set the primary keys that the database makes; no signals.

    Every value must be given: neither expressions nor defaults of the database are looked for.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    fields = _fields(type(objects[0]))
    size = connection.ops.bulk_batch_size(fields, objects) or len(objects)
    for start in range(0, len(objects), size):
        _insert(connection, fields, objects[start : start + size])


def _insert(connection: BaseDatabaseWrapper, fields: "list[Field[Any, Any]]", objects: Sequence[Model]) -> None:
    model = type(objects[0])
    values_of = attrgetter(*(field.attname for field in fields))
    plain = [isinstance(field, _PLAIN_FIELDS) for field in fields]
    given = [
        value if as_it_is and type(value) in _PLAIN_TYPES else field.get_db_prep_save(value, connection)
        for one in objects
        for field, as_it_is, value in zip(fields, plain, values_of(one), strict=True)
    ]
    made = model._meta.auto_field
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection, model, len(objects)), given)
        keys = cursor.fetchall() if made else ()
    for one, (key,) in zip(objects, keys, strict=False):
        one.pk = key
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias  # noqa: SLF001  (as `bulk_create` does)


def _statement(connection: BaseDatabaseWrapper, model: type[Model], rows: int) -> str:
    quote = connection.ops.quote_name
    columns = [quote(str(field.column)) for field in _fields(model)]
    row = f"({', '.join(['%s'] * len(columns))})"
    made = model._meta.auto_field
    returning = f" RETURNING {quote(str(made.column))}" if made else ""
    table = quote(model._meta.db_table)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}{returning}"  # noqa: S608  (names)


@cache
def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
