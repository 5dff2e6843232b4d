"""What the database holds, asked without our models: every row of every table, theirs and ours."""

from django.db import connection


def tables_that_hold(text: str) -> set[str]:
    """Every table in which some column of some row contains the text, as characters or as bytes."""
    with connection.cursor() as cursor:
        tables = connection.introspection.get_table_list(cursor)
    return {table.name for table in tables if any(_says(value, text) for row in _rows(table.name) for value in row)}


def _rows(table: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows: list[tuple[object, ...]] = cursor.fetchall()
        return rows


def _says(value: object, text: str) -> bool:
    return text.encode() in bytes(value) if isinstance(value, bytes | memoryview) else text in str(value)
