"""A declaration with the files that lie beside it, as a person has them on a disk."""

from __future__ import annotations

from pathlib import Path

from gateway.judging.attached import Attached, examined
from gateway.settings import Settings
from parsers.attachment_names import attachment_names
from schemas.findings import Finding, finding


def files_beside(declaration: Path, content: bytes, settings: Settings) -> Attached:
    """The PDFs that a declaration names and that lie beside it, examined; those too large are rejected."""
    rejected: dict[str, Finding] = {}
    files: list[tuple[str, bytes]] = []
    for path in named_files(declaration, content, settings):
        size = path.stat().st_size
        if size > settings.max_pdf_bytes:
            facts = {"size": size, "limit": settings.max_pdf_bytes}
            rejected[path.name] = finding("PDF01", file=path.name, facts=facts)
            continue
        files.append((path.name, path.read_bytes()))
    return examined(files, settings.pdf_limits, rejected)


def named_files(declaration: Path, content: bytes, settings: Settings) -> list[Path]:
    """The plain files beside a declaration that it names as attachments."""
    names = dict.fromkeys(attachment_names(content, settings.max_body_bytes) or ())
    paths = [declaration.parent / name for name in names if Path(name).name == name and name not in ("", ".", "..")]
    return [path for path in paths if path.is_file()]
