"""The catalog's file: one shape, one writer, safe settings, old and new versions."""

from __future__ import annotations

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from jupyter_mm.catalog import database
from jupyter_mm.catalog.database import Catalog, open_catalog
from jupyter_mm.catalog.lock import WriteLock
from jupyter_mm.catalog.migrate import HEAD
from jupyter_mm.catalog.seal import Row, fetch
from jupyter_mm.catalog.tables import SEALED, metadata
from jupyter_mm.errors import (
    CorruptError,
    InvalidError,
    ReadOnlyError,
    StoreUnavailableError,
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "tmp").mkdir()
    return tmp_path


def write_meta(catalog: Catalog, value: str) -> None:
    with catalog.write() as tx:
        tx.execute(text("INSERT OR REPLACE INTO meta VALUES ('x', :value)"), {"value": value})


def read_meta(catalog: Catalog) -> list[str]:
    with catalog.read() as tx:
        return list(tx.execute(text("SELECT value FROM meta")).scalars())


def test_a_new_catalog_has_the_tables_that_the_code_speaks_of(home: Path) -> None:
    catalog = open_catalog(home)
    with catalog.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    catalog.close()


def test_its_files_are_for_the_owner_only(home: Path) -> None:
    catalog = open_catalog(home)
    write_meta(catalog, "1")
    files = [path for path in home.iterdir() if path.is_file()]
    assert {path.name for path in files} >= {"catalog.sqlite", "catalog.sqlite-wal"}
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    catalog.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("wal_autocheckpoint", 0),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
        ("mmap_size", 0),
        ("busy_timeout", 30_000),
    ],
)
def test_every_connection_has_the_safe_settings(home: Path, pragma: str, value: str | int) -> None:
    catalog = open_catalog(home)
    with catalog.read() as tx:
        found = tx.execute(text(f"PRAGMA {pragma}")).scalar()
    catalog.close()
    assert found == value or (pragma == "mmap_size" and found is None)


def test_a_transaction_that_fails_leaves_nothing(home: Path) -> None:
    catalog = open_catalog(home)

    def fail() -> None:
        with catalog.write() as tx:
            tx.execute(text("INSERT INTO meta VALUES ('x', '1')"))
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError):
        fail()
    assert read_meta(catalog) == []
    write_meta(catalog, "2")
    assert read_meta(catalog) == ["2"]
    catalog.close()


def test_readers_see_one_state_and_do_not_wait_for_the_writer(home: Path) -> None:
    catalog = open_catalog(home)
    write_meta(catalog, "before")
    with catalog.read() as tx:
        first = tx.execute(text("SELECT value FROM meta")).scalar()
        write_meta(catalog, "after")
        assert tx.execute(text("SELECT value FROM meta")).scalar() == first == "before"
    assert read_meta(catalog) == ["after"]
    catalog.close()


def test_many_threads_write_one_after_the_other(home: Path) -> None:
    catalog = open_catalog(home)
    write_meta(catalog, "0")

    def count() -> None:
        for _ in range(20):
            with catalog.write() as tx:
                now = int(tx.execute(text("SELECT value FROM meta")).scalar_one())
                tx.execute(text("UPDATE meta SET value = :value"), {"value": str(now + 1)})

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert read_meta(catalog) == ["120"]
    catalog.close()


def test_the_wal_is_emptied_when_it_has_grown(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "CHECKPOINT_BYTES", 50_000)
    catalog = open_catalog(home)
    for number in range(60):
        write_meta(catalog, str(number) * 2000)
    assert (home / "catalog.sqlite-wal").stat().st_size < 100_000
    with catalog.read():
        for number in range(60):
            write_meta(catalog, str(number) * 2000)
    assert read_meta(catalog) == ["59" * 2000]
    catalog.close()


def test_a_writer_that_waits_too_long_gives_up(tmp_path: Path) -> None:
    one, other = (WriteLock(tmp_path / "lock", 0.05) for _ in range(2))
    with one.held():
        with pytest.raises(StoreUnavailableError, match="busy"), other.held():
            pass
        with pytest.raises(StoreUnavailableError, match="busy"), one.held():
            pass
    with other.held():
        pass


def test_a_query_that_takes_too_long_is_given_up(home: Path) -> None:
    catalog = open_catalog(home)
    endless = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    )

    def search() -> None:
        with catalog.read(within_s=0.05) as tx:
            tx.execute(text(endless)).scalar()

    with pytest.raises(InvalidError, match="too long"):
        search()
    assert read_meta(catalog) == []
    catalog.close()


def test_a_catalog_of_a_newer_version_is_read_only_and_says_so(home: Path) -> None:
    catalog = open_catalog(home)
    write_meta(catalog, "kept")
    with catalog.write() as tx:
        tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    catalog.close()
    newer = open_catalog(home)
    assert newer.read_only is not None
    assert "9999" in newer.read_only
    assert read_meta(newer) == ["kept"]
    with pytest.raises(ReadOnlyError, match="newer"):
        write_meta(newer, "no")
    newer.close()


GOLDEN = Path(__file__).parents[2] / "formats" / "golden"


def of_revision(home: Path, version: str = "v1") -> None:
    """Put the catalog there that an old version, by default the first, wrote."""
    written = GOLDEN / version / "catalog.sql"
    (home / "catalog.sqlite").touch(0o600)
    with closing(sqlite3.connect(home / "catalog.sqlite")) as old:
        old.executescript(written.read_text())
        old.execute("PRAGMA journal_mode=WAL").close()
        old.execute("INSERT INTO meta VALUES ('x', 'old')")
        old.commit()


def every_row(catalog: Catalog) -> dict[str, list[Row]]:
    """Return all rows, each with its seal checked."""
    with catalog.read() as tx:
        return {table.name: fetch(tx, table, table.select()) for table in SEALED}


def test_an_older_catalog_is_backed_up_and_brought_to_the_present_shape(home: Path) -> None:
    of_revision(home)
    catalog = open_catalog(home)
    with catalog.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    rows = every_row(catalog)
    assert [row["id"] for row in rows["execution"]] == ["golden-1", "golden-2", "golden-3"]
    assert (rows["read"], rows["effect"]) == ([], [])
    write_meta(catalog, "new")
    catalog.close()
    backup = home / "catalog-0001.backup.sqlite"
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT value FROM meta").fetchall() == [("old",)]
        assert copy.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    again = open_catalog(home)
    assert read_meta(again) == ["new"]
    again.close()


@pytest.mark.parametrize("version", sorted(path.name for path in GOLDEN.iterdir()))
def test_the_catalog_of_each_version_is_brought_to_the_present_shape(
    home: Path, version: str
) -> None:
    of_revision(home, version)
    catalog = open_catalog(home)
    with catalog.read() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert tx.execute(text("SELECT version_num FROM alembic_version")).scalar() == HEAD
    assert len(every_row(catalog)["execution"]) == 3
    catalog.close()


def test_an_older_catalog_that_must_not_change_is_read_in_the_present_shape(home: Path) -> None:
    of_revision(home)
    before = (home / "catalog.sqlite").read_bytes()
    catalog = open_catalog(home, read_only="on a medium that cannot be written")
    assert len(every_row(catalog)["execution"]) == 3
    with pytest.raises(ReadOnlyError):
        write_meta(catalog, "no")
    catalog.close()
    assert (home / "catalog.sqlite").read_bytes() == before
    assert not (home / "catalog-0001.backup.sqlite").exists()


def test_a_file_that_is_no_catalog_is_told(home: Path) -> None:
    (home / "catalog.sqlite").write_bytes(b"not a database at all" * 500)
    with pytest.raises(CorruptError, match="damaged"):
        open_catalog(home)


def test_a_truncated_catalog_is_told(home: Path) -> None:
    catalog = open_catalog(home)
    catalog.close()
    content = (home / "catalog.sqlite").read_bytes()
    (home / "catalog.sqlite").write_bytes(content[: len(content) // 2])

    def use() -> None:
        again = open_catalog(home)
        with again.read() as tx:
            for table in metadata.sorted_tables:
                tx.execute(table.select()).all()

    with pytest.raises((CorruptError, StoreUnavailableError)):
        use()


def test_lost_shm_and_wal_files_of_a_closed_catalog_are_no_loss(home: Path) -> None:
    catalog = open_catalog(home)
    write_meta(catalog, "kept")
    catalog.close()
    for left in home.glob("catalog.sqlite-*"):
        left.unlink()
    again = open_catalog(home)
    assert read_meta(again) == ["kept"]
    again.close()
