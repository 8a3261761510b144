"""Active content of a PDF: what acts, calls, plays or carries files, wherever it hides.

All objects of the file are looked at, reachable or not. Refused: JavaScript, Launch, SubmitForm, ImportData, GoToR,
GoToE, Rendition, Movie, Sound, RichMediaExecute, GoTo3DView, Thread; XFA; media annotations; embedded files; data in
another file; any action but GoTo that a reader starts by itself (OpenAction, AA). Harmless: a link (URI), GoTo and
Named that a person must click, ResetForm, Hide, SetOCGState, Trans. Names arrive here without their `#` escapes: qpdf
undoes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pikepdf

ACTIONS = {
    f"/{name}": name
    for name in (
        *("JavaScript", "Launch", "SubmitForm", "ImportData", "GoToR", "GoToE"),
        *("Rendition", "Movie", "Sound", "RichMediaExecute", "GoTo3DView", "Thread"),
    )
}
"""Action types (ISO 32000-1, table 198) by the value of /S."""

ANNOTATIONS = {
    "/RichMedia": "RichMedia",
    "/Movie": "Movie",
    "/Sound": "Sound",
    "/Screen": "Screen",
    "/3D": "3D",
    "/FileAttachment": "EmbeddedFile",
}
"""Annotation types by the value of /Subtype."""

KEYS = {
    "/JS": "JavaScript",
    "/JavaScript": "JavaScript",
    "/XFA": "XFA",
    "/EmbeddedFiles": "EmbeddedFile",
    "/EF": "EmbeddedFile",
    "/RichMediaContent": "RichMedia",
}
"""Keys that say it by being there."""

LONGEST_CHAIN = 100


def active_features(pdf: pikepdf.Pdf, objects: Iterable[pikepdf.Object]) -> list[str]:
    """The kinds of active content in the file, each once, sorted."""
    features: set[str] = set()
    for each in objects:
        for dictionary in _dictionaries(each):
            features.update(_features(dictionary))
    features.update(_features(pdf.trailer))
    return sorted(features)


def _dictionaries(start: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """An object's dictionaries: itself and what is written inside it; referred objects come on their own."""
    waiting = [start]
    while waiting:
        value = waiting.pop()
        if isinstance(value, pikepdf.Array):
            children: Iterable[pikepdf.Object] = value
        elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
            yield value
            children = (child for _, child in value.items())
        else:
            continue
        waiting.extend(
            child
            for child in children
            if isinstance(child, pikepdf.Array | pikepdf.Dictionary) and not child.is_indirect
        )


def _features(dictionary: pikepdf.Object) -> Iterator[str]:
    """What one dictionary says by itself."""
    keys = set(dictionary.keys())
    yield from (feature for key, feature in KEYS.items() if key in keys)
    if "/S" in keys and (action := _name(dictionary, "/S")) in ACTIONS:
        yield ACTIONS[action]
    if "/Subtype" in keys and (annotation := _name(dictionary, "/Subtype")) in ANNOTATIONS:
        yield ANNOTATIONS[annotation]
    if "/Type" in keys and _name(dictionary, "/Type") == "/EmbeddedFile":
        yield "EmbeddedFile"
    if "/F" in keys and isinstance(dictionary, pikepdf.Stream):
        yield "ExternalStream"
    if "/OpenAction" in keys and _acts(dictionary.get("/OpenAction")):
        yield "OpenAction"
    if "/AA" in keys:
        events = dictionary.get("/AA")
        if isinstance(events, pikepdf.Dictionary) and any(_acts(action) for _, action in events.items()):
            yield "AA"


def _acts(action: pikepdf.Object | None) -> bool:
    """Whether an action, or one that follows it, is more than a jump inside the file."""
    waiting = [action]
    for _ in range(LONGEST_CHAIN):
        if not waiting:
            return False
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            # A destination, or several following actions: only the latter hold dictionaries besides the page.
            waiting.extend(part for part in each if isinstance(part, pikepdf.Dictionary) and "/S" in part)
        elif isinstance(each, pikepdf.Dictionary):
            if _name(each, "/S") != "/GoTo":
                return True
            following = each.get("/Next")
            if following is not None:
                waiting.append(following)
    return True


def _name(dictionary: pikepdf.Object, key: str) -> str:
    """The value of a key where it is a name, else nothing."""
    value = dictionary.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""
