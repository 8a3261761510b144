"""A data folder from before signers were kept, with documents that keys of then have signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from gateway.ledger import tables
from gateway.ledger.opening import open_database
from gateway.signing.authority import load_operator
from gateway.signing.material import SignerMaterial
from gateway.signing.xades import sign_xml
from gateway.store.files import FileStore
from gateway.trust import past
from gateway.trust.past import Past
from gateway.trust.served import Served
from renderers.quittance_xml import render_quittance_xml
from tests.documents.examples import LAWFUL_QUITTANCE, NOON
from tests.documents.keys import write_operator

LATE = datetime(2029, 6, 1, tzinfo=UTC)


@dataclass
class Installation:
    """A data folder from before signers were kept: a ledger and a store."""

    data: Path
    engine: sa.Engine
    store: FileStore
    issued: list[bytes] = field(default_factory=list)

    def issue(self, content: bytes, kind: str = "issued") -> None:
        """A signed document, as the log names it."""
        data = {past.SIGNED[kind]: self.store.put(content), "number": str(len(self.issued))}
        row = {"stream": "declaration:1", "version": len(self.issued), "kind": kind, "data": data, "actor": "gateway"}
        row |= {"recorded_at": NOON.isoformat(), "effective_at": NOON.isoformat()}
        with self.engine.begin() as connection:
            connection.execute(sa.insert(tables.event).values(**row))
        self.issued.append(content)

    def start(self, material: SignerMaterial, specimen: bool = False) -> Served:
        """What a start under a key serves."""
        served = Served(self.data, material, specimen)
        Past(self.engine, self.store, served).collect()
        return served

    def trust(self, material: SignerMaterial) -> None:
        """Put a root into the folder `trust` by hand."""
        (self.data / "trust").mkdir(exist_ok=True)
        (self.data / "trust" / "old-root.pem").write_bytes(material.bundle_pem.partition(b"-----END")[0] + END)


END = b"-----END CERTIFICATE-----\n"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    data = tmp_path / "data"
    made = Installation(data, open_database(f"sqlite:///{data / 'gateway.sqlite'}"), FileStore(data / "store"))
    yield made
    made.engine.dispose()


def operator_of(folder: Path, name: str = "Operator") -> SignerMaterial:
    folder.mkdir(parents=True, exist_ok=True)
    return load_operator(*write_operator(folder, name))


def quittance(material: SignerMaterial, number: int = 1, at: datetime = NOON) -> bytes:
    return sign_xml(render_quittance_xml(replace(LAWFUL_QUITTANCE, number=f"309Q2026000000{number}")), material, at)


def read_by(logs: list[Any]) -> list[int]:
    return [each["documents"] for each in logs if each["event"] == "signers of the past collected"]
