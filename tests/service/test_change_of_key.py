"""After a change of key everything that was issued still verifies with the bundle that is served, codes included."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.documents.verification import verify
from gateway.ledger import tables
from tests.documents.keys import write_operator
from tests.documents.tooling import code_on
from tests.service.declaring import pay, payment, small
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.outside


@dataclass
class Office:
    """A service with its keys, and all that it signed: by what it is, its bytes."""

    service: Service
    partner: str
    office: str

    def sign_with(self, folder: Path) -> None:
        """From the next start on."""
        folder.mkdir(exist_ok=True)
        key, chain = write_operator(folder, f"SPECIMEN {folder.name}")
        self.service.settings |= {"signing_key": key, "signing_certificates": chain}

    def served(self) -> bytes:
        with self.service.client(self.partner) as client:
            return client.get("/v1/trust").content

    def signed(self) -> dict[str, bytes]:
        """A declaration is sent, paid and receipted: each signed answer, document and code."""
        with self.service.client(self.partner) as client, self.service.client(self.office) as counter:
            submission = small().post(client).json()["id"]

            def seen(state: str) -> dict[str, Any] | None:
                found = client.get(f"/v1/submissions/{submission}").json()["declarations"]
                return found[0] if found and found[0]["response_url"] and found[0]["state"] == state else None

            due = wait_for("what is due", lambda: seen("due"))
            assert pay(counter, payment(due["dum_number"], due["due"])).status_code == 201
            wait_for("the quittance", lambda: seen("receipted"))
            self.service.wait_until_idle()
            view = seen("receipted")
            assert view is not None
            addresses = [f"/v1/submissions/{submission}/acknowledgement", view["response_url"]]
            addresses += [each["url"] for each in view["notices"]]
            addresses += [each[name] for each in view["documents"] for name in ("xml_url", "pdf_url")]
            files = {address: client.get(address).content for address in addresses}
        codes = {
            f"code of {name}": code_on(each, self.service.root).encode()
            for name, each in files.items()
            if name.endswith(".pdf")
        }
        assert {name.rpartition(".")[2] for name in files} >= {"xml", "pdf"}
        return files | codes

    def form(self, document: str) -> bytes:
        """The newest form, printed now, of the declaration that a document is about."""
        with self.service.client(self.partner) as client:
            declaration = client.get(document.removesuffix(".pdf")).json()["declaration"]
            answer = client.get(f"/v1/declarations/{declaration}/form?copy=1&language=en")
            assert answer.status_code == 200
            return answer.content


@pytest.fixture
def office(tmp_path: Path) -> Any:
    service = Service(tmp_path)
    made = Office(service, service.add_partner("atlas"), service.add_partner("office", "office"))
    try:
        yield made
    finally:
        service.kill()


def refused(files: dict[str, bytes], bundle: bytes) -> list[str]:
    return [name for name, content in files.items() if not verify(content, bundle).ok]


def test_what_was_issued_before_a_change_of_key_verifies_after_it(office: Office, tmp_path: Path) -> None:
    office.sign_with(tmp_path / "first")
    office.service.start()
    before, first_bundle = office.signed(), office.served()
    office.service.stop()
    office.sign_with(tmp_path / "second")
    office.service.start()
    bundle = office.served()
    after = office.signed()
    assert refused(before | after, bundle) == []
    assert set(refused(before | after, first_bundle)) == set(after)
    assert bundle.endswith(first_bundle), "what signs now comes first"
    assert office.served() == bundle
    an_old_one = next(name for name in before if name.endswith(".pdf"))
    assert verify(office.form(an_old_one), bundle).ok, "an old form, printed now"


@pytest.mark.parametrize("written", ["another key", "half a key"])
def test_a_key_that_is_replaced_while_the_service_runs_signs_nothing_until_a_start(
    office: Office, tmp_path: Path, written: str
) -> None:
    service, folder = office.service, tmp_path / "first"
    office.sign_with(folder)
    service.start()
    if written == "another key":
        write_operator(folder, "SPECIMEN second")
    else:
        (folder / "key.pem").write_bytes((folder / "key.pem").read_bytes()[:80])
    with service.client(office.partner) as client:
        address = f"/v1/submissions/{small().post(client).json()['id']}"
        error = wait_for(
            "the work was tried", lambda: [each["error"] for each in service.rows(tables.work) if each["error"]]
        )
        assert "KeyChangedError" in error[0] and "start the service again" in error[0]
        (declaration,) = client.get(address).json()["declarations"]
        assert (declaration["outcome"], declaration["response_url"]) == ("registered", None), "judged, not answered"
    service.stop()
    office.sign_with(folder)
    service.start()
    with service.client(office.partner) as client:
        answered = wait_for("the answer", lambda: client.get(address).json()["declarations"][0]["response_url"])
        assert verify(client.get(answered).content, office.served()).ok


def test_an_upgrade_finds_the_keys_of_before(office: Office, tmp_path: Path) -> None:
    """A data folder from before this version: issued by the sandbox, by a first key, now by a second one."""
    service, issued = office.service, []
    service.start()
    issued.append(office.signed())
    for name in ("first", "second"):
        service.stop()
        office.sign_with(tmp_path / name)
        service.start()
        issued.append(office.signed())
    service.stop()
    shutil.rmtree(service.data / "trust")
    service.log.unlink()

    service.start()
    sandbox, first, second = issued
    bundle = office.served()
    assert refused(sandbox | second, bundle) == []
    assert set(refused(first, bundle)) == set(first)
    assert "put the root above it into the folder" in service.log_text()
    assert "CN=SPECIMEN first signer" in service.log_text()
    service.stop()
    chain = (tmp_path / "first" / "chain.pem").read_text()
    root = chain[chain.rindex("-----BEGIN") :]
    (service.data / "trust" / "first-root.pem").write_text(root)
    service.start()
    bundle = office.served()
    assert refused(sandbox | first | second, bundle) == []
    service.stop()
    service.start()
    assert office.served() == bundle
