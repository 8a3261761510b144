"""Requests of an enemy: broken multipart, names that lead elsewhere, lies about lengths, odd paths and headers."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import Iterator

import pytest

from tests.service.conftest import Sender
from tests.service.declaring import Sending, pay, payment, small, with_attachments
from tests.service.running import Service, wait_for

pytestmark = pytest.mark.service


BOUNDARY = "cut-here"
FORM = f"multipart/form-data; boundary={BOUNDARY}"


@pytest.fixture(autouse=True)
def no_traceback(service: Service, sender: Sender) -> Iterator[None]:
    before = len(service.log_text())
    yield
    said = service.log_text()[before:]
    assert "Traceback" not in said, said
    assert "request failed" not in said, said
    assert small().post(sender.client, "/v1/validations").status_code == 200


def part(disposition: str, content: bytes, *headers: str) -> bytes:
    lines = [f"--{BOUNDARY}", f"Content-Disposition: form-data; {disposition}", *headers, "", ""]
    return "\r\n".join(lines).encode() + content + b"\r\n"


def body(*parts: bytes, end: bytes = f"--{BOUNDARY}--\r\n".encode()) -> bytes:
    return b"".join(parts) + end


DECLARATION = part('name="declaration"; filename="a.xml"', b"<a/>")
BROKEN = {
    "no boundary": ("multipart/form-data", body(DECLARATION), 415, "API04"),
    "empty boundary": ("multipart/form-data; boundary=", body(DECLARATION), 415, "API04"),
    "another boundary": ("multipart/form-data; boundary=other", body(DECLARATION), 422, "API05"),
    "boundary of 100 kB": (f"multipart/form-data; boundary={'b' * 60_000}", body(DECLARATION), 422, "API05"),
    "boundary with odd bytes": ('multipart/form-data; boundary="\\u0000\xff"', body(DECLARATION), 422, "API05"),
    "nothing": (FORM, b"", 422, "API05"),
    "no end": (FORM, body(DECLARATION, end=b""), 422, "API05"),
    "half an end": (FORM, body(DECLARATION, end=b"--cut-he"), 422, "API05"),
    "only the end": (FORM, body(), 422, "API05"),
    "no declaration": (FORM, body(part('name="attachment"; filename="a.pdf"', b"x")), 422, "API05"),
    "two declarations": (FORM, body(DECLARATION, DECLARATION), 422, "API05"),
    "an unknown part": (FORM, body(DECLARATION, part('name="comment"', b"x")), 422, "API05"),
    "an attachment without name": (FORM, body(DECLARATION, part('name="attachment"', b"x")), 422, "API05"),
    "a part without headers": (FORM, body(f"--{BOUNDARY}\r\n\r\nx\r\n".encode(), DECLARATION), 422, "API05"),
    "a header of 1 MB": (FORM, body(part('name="declaration"', b"x", "X-Long: " + "y" * 1_000_000)), 422, "API05"),
    "10,000 headers": (
        FORM,
        body(part('name="declaration"', b"x", *(f"X-{n}: y" for n in range(10_000)))),
        422,
        "API05",
    ),
    "1,000 attachments": (
        FORM,
        body(DECLARATION, *(part(f'name="attachment"; filename="{n}.pdf"', b"x") for n in range(1000))),
        422,
        "API05",
    ),
    "JSON": ("application/json", b"{}", 415, "API04"),
    "a form": ("application/x-www-form-urlencoded", b"declaration=x", 415, "API04"),
    "EDIFACT by another name": ("application/edi-x12", b"UNA:+.? '", 415, "API04"),
    "no type": ("", b"<a/>", 415, "API04"),
    "a type that is none": (";;;=x", b"<a/>", 415, "API04"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_request_gets_a_finding(sender: Sender, name: str) -> None:
    content_type, content, status, code = BROKEN[name]
    for route in ("/v1/submissions", "/v1/validations"):
        headers = {"Content-Type": content_type.encode("latin-1")}
        answer = sender.client.post(route, content=content, headers=headers)
        assert (answer.status_code, answer.json()["findings"][0]["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"


NAMES = (
    "../../x.pdf",
    "/etc/passwd.pdf",
    "..\\..\\x.pdf",
    "C:\\x.pdf",
    ".hidden.pdf",
    "..",
    "a\x00b.pdf",
    "a\x01b.pdf",
    "\u202efdp.exe",
    "CON.pdf",
    "<b>.pdf",
    "a'b;c.pdf",
    "é" * 300 + ".pdf",
    "\udcff.pdf",
)


KNOWN_NAMES = {"data", "inbox", "outbox", "service.log", "store", "keys", "service.lock", ".claimed", "tables", "trust"}
KNOWN_NAMES |= {"gateway.sqlite", "gateway.sqlite-wal", "gateway.sqlite-shm", "gateway.sqlite.lock"}
KNOWN_NAMES |= {"mark.sqlite", "mark.sqlite-wal", "mark.sqlite-shm", "waiting"}


def test_names_that_lead_elsewhere_lead_nowhere(sender: Sender) -> None:
    accepted = {}
    for name in NAMES:
        file_name = name.encode("utf-8", "surrogateescape")
        attachment = part('name="attachment"; filename="@"', b"%PDF-1.7 x").replace(b"@", file_name)
        content = body(part('name="declaration"; filename="../a.xml"', small().body), attachment)
        answer = sender.client.post("/v1/submissions", content=content, headers={"Content-Type": FORM})
        if answer.status_code == 202:
            accepted[name] = answer.json()["id"]
        else:
            assert (answer.status_code, answer.json()["findings"][0]["code"]) == (422, "API05"), ascii(name)
    assert {"../../x.pdf", "/etc/passwd.pdf", "a\x00b.pdf", "<b>.pdf"} <= set(accepted)
    for name, submission in accepted.items():
        found = sender.declaration(submission)
        assert found["outcome"] == "refused", ascii(name)
        assert "ATT03" in sender.codes(found), ascii(name)
        for page in ("fr", "en", "ar"):
            shown = sender.client.get(f"{found['findings_url']}?page={page}")
            assert shown.status_code == 200
            assert "<b>.pdf" not in shown.text
    folders = (sender.service.root, sender.service.data, sender.inbox, sender.outbox)
    assert {path.name for folder in folders if folder.exists() for path in folder.iterdir()} <= KNOWN_NAMES


def test_an_attachment_sent_twice_under_one_name_is_a_finding(sender: Sender) -> None:
    sending = with_attachments(scan=b"%PDF-1.7 first")
    files = [*sending.files, ("attachment", ("scan.pdf", b"%PDF-1.7 second", "application/pdf"))]
    answer = sender.client.post("/v1/submissions", files=files)
    found = sender.declaration(answer.json()["id"])
    assert found["outcome"] == "refused"
    assert "ATT05" in sender.codes(found)


def test_names_that_lead_elsewhere_by_folder(sender: Sender) -> None:
    """The declaration names files outside the inbox: nothing there is touched, the answer says what is missing."""
    outside = sender.service.inbox / "secret.pdf"
    outside.write_bytes(b"%PDF-1.7 secret")
    names = ("../secret.pdf", str(outside), "..", "a/../../../secret.pdf", ".claimed/x.pdf")
    for number, name in enumerate(names):
        sending = with_attachments(here=b"x")
        lead = sending.body.replace(b"here.pdf", name.encode())
        Sending("", "", lead).drop(sender.inbox, f"{number}.xml")
    for number, name in enumerate(names):
        pattern = f"{number}.sub_*.1.findings.json"
        (path,) = wait_for(name, lambda pattern=pattern: list(sender.outbox.glob(pattern)))  # type: ignore[misc]
        codes = {each["code"] for each in json.loads(path.read_bytes())["findings"]}
        assert codes & {"ATT02", "XSD06"}, (name, codes)
    assert outside.read_bytes() == b"%PDF-1.7 secret"


PATHS = (
    "/v1/submissions/..%2f..%2fetc%2fpasswd",
    "/v1/submissions/%00",
    "/v1/submissions/%ff%fe",
    "/v1/submissions/" + "x" * 30_000,
    "/v1/submissions/sub_test_x/attachments/..%2F..%2F..%2Fgateway.sqlite",
    "/v1/submissions/'%20OR%201=1--",
    "/v1/declarations/%00/response",
    "/v1/declarations/%F0%9F%92%A5/findings?page=fr",
    "/v1/documents/..%2f..%2fkeys%2fsigning-key.pem",
    "/v1/documents/%00.pdf",
    "/v1/documents/.pdf",
    "/v1/documents/x.exe",
    "/v1/nothing",
    "/v1/../../etc/passwd",
    "//v1//documents//x",
    "/docs",
)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_an_odd_path_is_not_found(sender: Sender, path: str) -> None:
    status, content = raw(sender, f"GET {path} HTTP/1.1")
    assert status in (400, 404), content
    assert status == 400 or json.loads(content)["findings"][0]["code"] == "API03"


@pytest.mark.parametrize(
    "query", ["after=%00", "most=0", "most=1001", "most=x", "most=99999999999999999999", f"after={'x' * 25}"]
)
def test_an_odd_query_gets_a_finding_or_nothing(sender: Sender, query: str) -> None:
    answer = sender.client.get(f"/v1/documents?{query}")
    if answer.status_code == 200:
        assert answer.json() == {"documents": []}
    else:
        assert (answer.status_code, answer.json()["findings"][0]["code"]) == (422, "API07")


def test_odd_header_values_change_nothing(sender: Sender) -> None:
    for value in ("x" * 20_000, "fr;q=abc", "ar;q=0, en;q=-1", "*" * 500, ",".join(["en"] * 5_000), "é;q=é", ";q="):
        answer = sender.client.get("/v1/documents/none", headers={"Accept-Language": value.encode("latin-1")})
        assert answer.status_code == 404
        assert answer.headers["content-language"] in ("fr", "en", "ar")


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "18446744073709551617", "5, 6"])
def test_a_length_that_is_none_is_refused(sender: Sender, length: str) -> None:
    status, content = raw(sender, "POST /v1/submissions HTTP/1.1", f"Content-Length: {length}", body=b"<a/>")
    assert status in (400, 413), content


def test_a_length_beyond_what_comes_accepts_nothing(sender: Sender) -> None:
    content = small().body
    with contextlib.suppress(TimeoutError):
        head = "POST /v1/submissions HTTP/1.1"
        raw(sender, head, f"Content-Length: {len(content) + 1}", body=content, patience=1)
    found = sender.client.post("/v1/submissions", content=content, headers={"Content-Type": "application/xml"})
    assert sender.declaration(found.json()["id"])["outcome"] == "registered"
    assert _submissions(sender) == 1


def test_a_gigabyte_is_refused_before_it_comes_by_every_route_that_reads(sender: Sender, office: Sender) -> None:
    published = sender.client.get("/openapi.json").json()["paths"]
    routes = [path for path, operations in published.items() if "post" in operations]
    assert len(routes) == 4
    for path in routes:
        of_office = path in ("/v1/payments", "/v1/acts")
        client = office if of_office else sender
        for kind in ("application/xml",) if of_office else ("application/xml", FORM):
            lines = ("Content-Length: 1000000000", f"Content-Type: {kind}")
            status, content = raw(client, f"POST {path} HTTP/1.1", *lines, body=b"<a>")
            assert (status, json.loads(content)["findings"][0]["code"]) == (413, "XML02")


def test_a_client_that_goes_away_leaves_nothing(sender: Sender) -> None:
    for _ in range(20):
        with contextlib.suppress(TimeoutError, OSError):
            raw(sender, "POST /v1/submissions HTTP/1.1", "Content-Length: 9000000", body=b"<a>" * 1000, patience=0.01)
    assert _submissions(sender) == 0


def test_a_payment_s_body_has_its_own_limit(office: Sender) -> None:
    answer = pay(office.client, payment("30901020260000001S", 1) + b" " * 100_000)
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (413, "XML02")
    for content in (b"", b"<!DOCTYPE a><a/>", b"\0", b"<a/>", b"\xff" * 1000):
        refused = pay(office.client, content)
        assert (refused.status_code, refused.json()["findings"][0]["code"][:3]) == (422, "XML")
    typed = office.client.post("/v1/payments", content=b"{}", headers={"Content-Type": "application/json"})
    assert (typed.status_code, typed.json()["findings"][0]["code"]) == (415, "API04")


def raw(sender: Sender, head: str, *headers: str, body: bytes = b"", patience: float = 30) -> tuple[int, bytes]:
    """Send a request byte by byte as given, past what a decent client would send; status and body of the answer."""
    if not any(line.startswith("Content-Type") for line in headers):
        headers = (*headers, "Content-Type: application/xml")
    lines = [head, "Host: x", f"Authorization: Bearer {sender.key}", *headers, "", ""]
    with socket.create_connection(("127.0.0.1", sender.service.port), timeout=patience) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        answer = b""
        while b"\r\n\r\n" not in answer or len(answer) < _whole(answer):
            piece = connection.recv(65_536)
            if not piece:
                break
            answer += piece
    start, _, content = answer.partition(b"\r\n\r\n")
    return int(start.split()[1]), content


def _whole(answer: bytes) -> int:
    start, _, _ = answer.partition(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in start.split(b"\r\n") if line.lower().startswith(b"content-length")]
    return len(start) + 4 + int(lengths[0]) if lengths else 1 << 30


def _submissions(sender: Sender) -> int:
    from gateway.ledger import tables

    return len([row for row in sender.service.rows(tables.submission) if row["partner"] == sender.name])
