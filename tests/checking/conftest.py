"""The databases of the ledger's tests."""

from tests.ledger.conftest import engine, new_url, postgres, url

__all__ = ["engine", "new_url", "postgres", "url"]
