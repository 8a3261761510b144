"""Revisions are frozen: they name their own tables, and what comes after them breaks none of them."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import gateway.ledger.migrations
from gateway.ledger import tables
from gateway.ledger.opening import open_database
from tests.ledger.earlier_databases import REVISIONS, assert_as_before, make

pytestmark = pytest.mark.service


FOLDER = Path(gateway.ledger.migrations.__file__).parent
VERSIONS = sorted((FOLDER / "versions").glob("*.py"))

LATER = '''"""A revision that is yet to come."""

import sqlalchemy as sa
from alembic import op

revision = "later"
down_revision = "{head}"
rebuilds = True


def upgrade() -> None:
    """Add a column to what the projectors read."""
    with op.batch_alter_table("declaration") as declaration:
        declaration.add_column(sa.Column("colour", sa.String(10), nullable=False, server_default="grey"))
'''

LATER_PROGRAM = """
import sys
import sqlalchemy as sa
from gateway.ledger import tables, upgrade
from gateway.ledger.opening import open_database

tables.declaration.append_column(sa.Column("colour", sa.String(10), nullable=False, server_default="grey"))
upgrade.MIGRATIONS = sys.argv[2]
with open_database(sys.argv[1]).connect() as connection:
    print(*connection.execute(sa.select(tables.declaration.c.colour)).scalars())
"""
"""The program of that time: its tables have the column, so that its projectors ask for it."""


def shape(engine: sa.Engine) -> dict[str, Any]:
    """The tables as the database has them: columns, keys, indexes, without their order."""
    inspector = sa.inspect(engine)
    return {
        table: {
            "columns": {
                each["name"]: (str(each["type"]), each["nullable"], each["default"])
                for each in inspector.get_columns(table)
            },
            "primary": inspector.get_pk_constraint(table)["constrained_columns"],
            "unique": sorted(each["column_names"] for each in inspector.get_unique_constraints(table)),
            "indexes": sorted((each["name"], each["column_names"]) for each in inspector.get_indexes(table)),
        }
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


@pytest.mark.parametrize("revision", ["", *REVISIONS])
def test_migrations_make_the_tables_that_the_code_reads(new_url: Callable[[], str], revision: str) -> None:
    url = new_url()
    if revision:
        make(url, revision)
    migrated, plain = open_database(url), sa.create_engine(new_url())
    tables.metadata.create_all(plain)
    assert shape(migrated) == shape(plain)
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []
    migrated.dispose()
    plain.dispose()


@pytest.mark.parametrize("path", [FOLDER / "env.py", *VERSIONS], ids=lambda path: path.stem)
def test_a_revision_takes_nothing_from_the_program(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {each.name.partition(".")[0] for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add("." * node.level + (node.module or "").partition(".")[0])
    assert imported <= {"alembic", "sqlalchemy"}


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_revision_says_whether_the_log_is_played_after_it(path: Path) -> None:
    told = [
        node.value.value
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        if [each.id for each in node.targets if isinstance(each, ast.Name)] == ["rebuilds"]
    ]
    assert len(told) == 1
    assert isinstance(told[0], bool)


def test_a_database_of_every_earlier_revision_is_there_to_be_upgraded() -> None:
    assert {path.name.partition("_")[0] for path in VERSIONS[:-1]} <= set(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_that_is_yet_to_come_breaks_no_earlier_one(url: str, tmp_path: Path, revision: str) -> None:
    make(url, revision)
    folder = tmp_path / "migrations"
    shutil.copytree(FOLDER, folder)
    head = VERSIONS[-1].name.partition("_")[0]
    (folder / "versions" / "later.py").write_text(LATER.format(head=head), encoding="utf-8")
    program = [sys.executable, "-c", LATER_PROGRAM, url, str(folder)]
    ended = subprocess.run(program, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    engine = sa.create_engine(url)
    assert_as_before(engine, revision)
    with engine.connect() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(tables.declaration)).scalar_one()
    assert ended.stdout.split()[-count:] == ["grey"] * count
    engine.dispose()
