"""How much ASN.1 stands in some bytes (X.690, DER): counted here before a library builds objects of it."""

from __future__ import annotations

from gateway.signing.limits import DEEPEST_VALUE, MOST_VALUES

_CONSTRUCTED, _HIGH_TAG, _LONG = 0x20, 0x1F, 0x80


def bounded(content: bytes) -> bool:
    """True for one value, each length written in the one way of DER, with no more and no deeper values than needed."""
    ends, at, count = [len(content)], 0, 0
    while at < ends[-1]:
        count += 1
        header = _header(content, at, ends[-1])
        if header is None or count > MOST_VALUES or (len(ends) == 1 and count > 1):
            return False
        begin, end, constructed = header
        if constructed:
            ends.append(end)
            at = begin
        else:
            at = end
        if len(ends) > DEEPEST_VALUE:
            return False
        while len(ends) > 1 and at == ends[-1]:
            ends.pop()
    return count > 0 and len(ends) == 1


def values(content: bytes) -> list[bytes]:
    """The values that follow each other here, whole. Raises ValueError where it is no DER."""
    found, at = [], 0
    while at < len(content):
        header = _header(content, at, len(content))
        if header is None:
            raise ValueError(at)
        found.append(content[at : header[1]])
        at = header[1]
    return found


def parts(value: bytes) -> list[bytes]:
    """The values that one value holds. Raises ValueError where it is no DER, or not one value."""
    header = _header(value, 0, len(value))
    if header is None or header[1] != len(value):
        raise ValueError(len(value))
    return values(value[header[0] :])


def _header(content: bytes, at: int, end: int) -> tuple[int, int, bool] | None:
    """Where the value at a place begins and ends, and whether it holds others; None where it is no DER."""
    if end - at < 2:
        return None
    tag, first = content[at], content[at + 1]
    at += 2
    if tag & _HIGH_TAG == _HIGH_TAG or first == _LONG:  # neither stands in a certificate or a CMS
        return None
    length = first
    if first > _LONG:
        size = first - _LONG
        if size > 4 or end - at < size:
            return None
        length = int.from_bytes(content[at : at + size], "big")
        if length < _LONG or length.bit_length() <= 8 * (size - 1):  # DER has one way to write a length
            return None
        at += size
    return (at, at + length, bool(tag & _CONSTRUCTED)) if length <= end - at else None
