"""Large bodies and answers leave no memory behind in the service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.service.running import Service

pytestmark = pytest.mark.service


MEGABYTE = 1_000_000


def test_memory_of_large_answers_is_given_back(tmp_path: Path) -> None:
    service = Service(tmp_path)
    key = service.add_partner("atlas")
    try:
        service.start()
        with service.client(key) as client:
            xml = {"Content-Type": "application/xml"}
            sent = client.post("/v1/submissions", content=b"<x>" + b"y" * 9 * MEGABYTE + b"</x>", headers=xml)
            url = sent.json()["status_url"] + "/body"
            service.wait_until_idle()
            before = _memory(service)
            with ThreadPoolExecutor(12) as pool:
                assert {len(each.content) for each in pool.map(client.get, [url] * 60)} == {9 * MEGABYTE + 7}
            assert _memory(service) - before < 60 * MEGABYTE
    finally:
        service.kill()


def _memory(service: Service) -> int:
    """Bytes of the accepting process alone."""
    assert service.process is not None
    lines = Path(f"/proc/{service.process.pid}/status").read_text().splitlines()
    (held,) = (line.split()[1] for line in lines if line.startswith("VmRSS"))
    return int(held) * 1024
