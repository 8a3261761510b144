"""The paths from a signer's certificate up to a root: built here, within a budget, and only then checked by a library.

Ten certificates that all issued each other make millions of paths. A library that follows each is held for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TypeAlias

from cryptography import x509

from gateway.signing.certificates import is_authority, issued_by
from gateway.signing.limits import LONGEST_PATH, MOST_STEPS
from gateway.signing.material import TrustBundle

Path: TypeAlias = tuple[x509.Certificate, ...]
"""Certificates from the signer to the root, both included."""


class TooManyPaths(Exception):
    """The certificates allow more paths than an issued document's ever do."""


def paths_to_roots(
    signer: x509.Certificate, helpers: Iterable[x509.Certificate], bundle: TrustBundle
) -> Iterator[Path]:
    """Each path from `signer` over authorities among `helpers` and those of the bundle to a root of the bundle.

    Names and signatures of neighbours agree; nothing else was checked yet. Raises TooManyPaths past the budget.
    """
    issuers = [*bundle.roots, *(each for each in (*bundle.helpers, *helpers) if is_authority(each))]
    known = list(dict.fromkeys(issuers))
    roots, steps = set(bundle.roots), 0
    waiting: list[Path] = [(signer,)]
    while waiting:
        path = waiting.pop()
        above = [
            each
            for each in known
            if each.subject == path[-1].issuer and each not in path and is_authority(each) and issued_by(path[-1], each)
        ]
        steps += len(above)
        if steps > MOST_STEPS:
            raise TooManyPaths
        yield from ((*path, each) for each in above if each in roots)
        if len(path) + 1 < LONGEST_PATH:
            waiting.extend((*path, each) for each in above if each not in roots)


@lru_cache(maxsize=16)
def names_signers_under(bundle: TrustBundle, root: x509.Certificate) -> bool:
    """Whether a bundle names signing certificates under a root of its own; one that leads to none may be under any.

    Raises TooManyPaths.
    """
    for signer in bundle.signers:
        ends = {path[-1] for path in paths_to_roots(signer, (), bundle)}
        if not ends or root in ends:
            return True
    return False
