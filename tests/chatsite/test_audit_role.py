"""The database role that deploy/ ships for the site can add to the audit record and do nothing else to it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support.workshop import workshop

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "postgres-roles.sql"
ADD = "INSERT INTO chat_auditentry (at, action, target, reason, before, after) VALUES (now(), 'x', '', '', '{}', '{}')"


@pytest.fixture(scope="module")
def connection() -> Iterator[psycopg.Connection]:
    """As the site connects that was set up as the script says."""
    postgres = workshop().postgres
    name = Path(workshop().database("postgres")).name
    psql = shutil.which("psql")
    assert psql, "psql comes with PostgreSQL"
    where = ["-h", str(postgres.folder), "-U", "postgres", "-d", name]
    told = ["-v", "ON_ERROR_STOP=1", "-v", "role=chatsite_app", "-v", "password='secret'", "-f", str(SCRIPT)]
    for _twice in range(2):
        subprocess.run([psql, *where, *told], check=True, capture_output=True)
    with psycopg.connect(f"host={postgres.folder} user=chatsite_app dbname={name}", autocommit=True) as made:
        yield made
    postgres.drop(name)


def test_it_adds_and_reads(connection: psycopg.Connection) -> None:
    connection.execute(ADD)
    assert connection.execute("SELECT count(*) FROM chat_auditentry WHERE action = 'x'").fetchone() == (1,)
    connection.execute("UPDATE chat_room SET topic = topic")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE chat_auditentry SET reason = 'another'",
        "DELETE FROM chat_auditentry",
        "TRUNCATE chat_auditentry",
        "DROP TABLE chat_auditentry",
        "ALTER TABLE chat_auditentry DROP COLUMN reason",
        "GRANT UPDATE ON chat_auditentry TO chatsite_app",
    ],
)
def test_it_changes_nothing(connection: psycopg.Connection, statement: str) -> None:
    if statement.startswith("GRANT"):
        connection.execute(statement)  # only a warning: nothing was granted
        statement = "UPDATE chat_auditentry SET reason = 'another'"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)
