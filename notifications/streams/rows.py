"""Inserting and finding many rows of one table, for what everything that is said goes through.

`bulk_create` asks each field of each row how its value is stored: 65 µs for a message and its event,
two fifths of what a post costs in a batch. Here most values are stored as they are, because it is known
of their field and their type; a row takes a fifth of that. PostgreSQL is given all rows as one JSON text: to read
a statement with a parameter for each value, and to quote them, took longer than everything else about it.

A query set composes its statement anew each time, 200 µs, ten times as long as it takes to run; here it is three
lines of text.
"""

import json
from collections.abc import Collection, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, Model, TextField

M = TypeVar("M", bound=Model)

# Fields that store what these types hold without a change; of others (a time, a UUID, a choice) they are asked.
_PLAIN_FIELDS = (BooleanField, CharField, ForeignKey, IntegerField, TextField)
_PLAIN_TYPES = frozenset({int, str, bool})
# Times and UUIDs PostgreSQL reads as Python writes them.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str)


def insert(objects: Sequence[Model]) -> None:
    """Insert new objects of one model, and set the primary keys that the database makes; no signals.

    Every value must be given: neither expressions nor defaults of the database are looked for.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor == "postgresql":
        _insert(connection, objects, _from_json(connection, type(objects[0])), [_as_json(objects)])
        return
    fields = _fields(type(objects[0]))
    size = connection.ops.bulk_batch_size(fields, objects) or len(objects)
    for start in range(0, len(objects), size):
        some = objects[start : start + size]
        _insert(connection, some, _from_values(connection, type(some[0]), len(some)), _stored(connection, some))


def find(model: type[M], columns: Sequence[str], wanted: Collection[Sequence[Any]]) -> list[M]:
    """The rows in which `columns` hold one of the combinations of values that are wanted, in no order.

    As combinations: of one list for each column a database tries every pair. And looked up one by one: asked whether
    two columns are `IN` a list, SQLite reads the whole table. The model has a primary key of one column.
    """
    if not wanted:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    quote = connection.ops.quote_name
    fields: list[Field[Any, Any]] = [model._meta.get_field(column) for column in columns]  # type: ignore[misc]  # any model's
    table = quote(model._meta.db_table)
    columns = [quote(str(field.column)) for field in fields]
    wanted = dict.fromkeys(wanted)
    given: list[Any]
    if connection.vendor == "postgresql":
        source, names = f"json_populate_recordset(NULL::{table}, %s)", columns
        given = [_json.encode([dict(zip((field.column for field in fields), one, strict=True)) for one in wanted])]
    else:
        row = f"({', '.join(['%s'] * len(fields))})"
        source = f"(VALUES {', '.join([row] * len(wanted))})"
        names = [f"column{n}" for n in range(1, len(fields) + 1)]
        given = [
            field.get_db_prep_value(value, connection)
            for one in wanted
            for field, value in zip(fields, one, strict=True)
        ]
    matches = " AND ".join(f"{table}.{ours} = wanted.{theirs}" for ours, theirs in zip(columns, names, strict=True))
    # SQLite keeps to the order of a CROSS JOIN.
    sql = f"SELECT {table}.* FROM {source} AS wanted CROSS JOIN {table} WHERE {matches}"  # noqa: S608  (names)
    return list(model._default_manager.raw(sql, given))


def _insert(connection: BaseDatabaseWrapper, objects: Sequence[Model], source: str, given: list[Any]) -> None:
    model = type(objects[0])
    quote = connection.ops.quote_name
    made = model._meta.auto_field
    returning = f" RETURNING {quote(str(made.column))}" if made else ""
    into = f"INSERT INTO {quote(model._meta.db_table)} ({_columns(connection, model)})"
    with connection.cursor() as cursor:
        cursor.execute(f"{into} {source}{returning}", given)
        keys = cursor.fetchall() if made else ()
    for one, (key,) in zip(objects, keys, strict=False):
        one.pk = key
    for one in objects:
        one._state.adding, one._state.db = False, connection.alias  # noqa: SLF001  (as `bulk_create` does)


def _from_values(connection: BaseDatabaseWrapper, model: type[Model], rows: int) -> str:
    row = f"({', '.join(['%s'] * len(_fields(model)))})"
    return f"VALUES {', '.join([row] * rows)}"


def _stored(connection: BaseDatabaseWrapper, objects: Sequence[Model]) -> list[Any]:
    """All values of all rows, as the database takes them."""
    fields = _fields(type(objects[0]))
    values_of = attrgetter(*(field.attname for field in fields))
    plain = [isinstance(field, _PLAIN_FIELDS) for field in fields]
    return [
        value
        if value is None or (as_it_is and type(value) in _PLAIN_TYPES)
        else field.get_db_prep_save(value, connection)
        for one in objects
        for field, as_it_is, value in zip(fields, plain, values_of(one), strict=True)
    ]


def _from_json(connection: BaseDatabaseWrapper, model: type[Model]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    return f"SELECT {_columns(connection, model)} FROM json_populate_recordset(NULL::{table}, %s)"  # noqa: S608  (names)


def _as_json(objects: Sequence[Model]) -> str:
    """All rows as one list of objects, by column."""
    fields = _fields(type(objects[0]))
    columns = [str(field.column) for field in fields]
    values_of = attrgetter(*(field.attname for field in fields))
    return _json.encode([dict(zip(columns, values_of(one), strict=True)) for one in objects])


def _columns(connection: BaseDatabaseWrapper, model: type[Model]) -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in _fields(model))


@cache
def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
