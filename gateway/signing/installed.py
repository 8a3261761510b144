"""Which roots an installation trusts by itself: those put into its folder `trust`, and its own authority."""

from __future__ import annotations

from pathlib import Path


def installed_roots(data: Path) -> bytes:
    """The trust bundle (PEM) of a data folder; empty where nothing is installed."""
    own = data / "keys" / "trust-bundle.pem"
    found = [*sorted((data / "trust").glob("*.pem")), *([own] if own.exists() else [])]
    return b"\n".join(path.read_bytes() for path in found)
