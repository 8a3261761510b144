"""Paths from a signer to a root are built within a budget, and no library builds any."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.signing import chain, limits
from gateway.signing.chain import Span, check_signer
from gateway.signing.material import TrustBundle
from gateway.signing.verification_report import RefusedError
from tests.documents.keys import FROM
from tests.documents.odd_certificates import Holder, common, holder
from tests.documents.uncalled import PATHS, without

THEN = Span.at(FROM + timedelta(days=1))


def _authorities(count: int) -> list[Holder]:
    """Authorities of one name, each with a certificate by itself: the next function lets them issue each other."""
    return [holder(common("same"), authority=True) for _ in range(count)]


def _all_under_all(authorities: list[Holder]) -> list[x509.Certificate]:
    return [
        holder(common("same"), above, authority=True, key=below.key).certificate
        for above in authorities
        for below in authorities
    ]


def test_paths_are_built_within_a_budget_and_no_library_builds_any() -> None:
    root = holder(common("root"), authority=True)
    bundle = TrustBundle((root.certificate,), ())
    three = _authorities(3)
    signer = holder(common("signer"), three[0])
    with without(PATHS), pytest.raises(RefusedError, match="too_complex"):
        check_signer(signer.certificate, _all_under_all(three), bundle, THEN)


@given(st.integers(1, 4))
@settings(max_examples=4)
def test_a_path_has_an_end(past: int) -> None:
    root = holder(common("root"), authority=True)
    bundle = TrustBundle((root.certificate,), ())
    above = root
    for number in range(limits.LONGEST_PATH - 2):
        above = holder(common(f"{number}"), above, authority=True)
    signer = holder(common("signer"), above)
    assert check_signer(signer.certificate, signer.above[:-1], bundle, THEN).path
    for number in range(past):
        above = holder(common(f"more {number}"), above, authority=True)
    signer = holder(common("signer"), above)
    with without(PATHS):
        assert check_signer(signer.certificate, signer.above[:-1], bundle, THEN).problems == ("unknown_signer",)


def test_only_so_many_paths_are_checked_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A root that was renewed with its own key makes a path more each time. Few are ever needed."""
    oldest = holder(common("root"), authority=True)
    roots = [holder(common("root"), authority=True, key=oldest.key).certificate for _ in range(30)]
    signer = holder(common("signer"), oldest)
    bundle = TrustBundle((*roots, oldest.certificate), ())
    assert check_signer(signer.certificate, (), bundle, THEN).path

    checked: list[object] = []
    monkeypatch.setattr(chain, "_holds", lambda path, moment: bool(checked.append(path)))
    with pytest.raises(RefusedError, match="too_complex"):
        check_signer(signer.certificate, (), bundle, THEN)
    assert len(checked) == limits.MOST_PATHS
