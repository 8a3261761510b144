"""A declaration with the files that lie beside it, as a person has them on a disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gateway.settings import Settings
from parsers.attachment_names import attachment_names
from parsers.pdf import examine_pdf
from schemas.attachments import Received
from schemas.findings import Finding, finding


def files_beside(
    declaration: Path, content: bytes, settings: Settings
) -> tuple[list[Received], dict[str, Finding], list[Finding]]:
    """The PDFs that a declaration names and that lie beside it; those too large; what the PDF door says of them."""
    received: list[Received] = []
    rejected: dict[str, Finding] = {}
    found: list[Finding] = []
    for path in named_files(declaration, content, settings):
        size = path.stat().st_size
        if size > settings.max_pdf_bytes:
            facts = {"size": size, "limit": settings.max_pdf_bytes}
            rejected[path.name] = finding("PDF01", file=path.name, facts=facts)
            continue
        bytes_of_file = path.read_bytes()
        received.append(Received(path.name, hashlib.sha256(bytes_of_file).hexdigest()))
        found += examine_pdf(bytes_of_file, path.name, settings.pdf_limits).findings
    return received, rejected, found


def named_files(declaration: Path, content: bytes, settings: Settings) -> list[Path]:
    """The plain files beside a declaration that it names as attachments."""
    names = dict.fromkeys(attachment_names(content, settings.max_body_bytes) or ())
    paths = [declaration.parent / name for name in names if Path(name).name == name and name not in ("", ".", "..")]
    return [path for path in paths if path.is_file()]
