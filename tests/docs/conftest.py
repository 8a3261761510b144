"""What the tests of the documentation share: the checkout, and the script that makes the reference pages."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.docs.sources import CHECKOUT

sys.path.append(str(CHECKOUT / "scripts"))


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """`scripts/reference.py` as a module."""
    spec = importlib.util.spec_from_file_location("reference", CHECKOUT / "scripts" / "reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def other_docs(reference: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reference pages, freshly made in a folder of their own."""
    monkeypatch.setattr(reference, "DOCS", tmp_path)
    assert reference.main([]) == 0
    return tmp_path
