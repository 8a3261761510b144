"""One HTML page that shows pages before and after side by side, with what went and what came."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from io import BytesIO

from PIL import Image

from pictureskit.pages import Change, Pages

_STYLE = """
body { font: 15px system-ui, sans-serif; margin: 2em; background: #eceff3; color: #16243a }
section { margin: 2em 0 } figure { display: inline-block; margin: 0 1em 1em 0; vertical-align: top }
img { display: block; background: white; border: 1px solid #9aa3af; image-rendering: pixelated }
figcaption { margin-bottom: .3em; color: #5d6878 }
"""


def report(changed: Sequence[Change], pages: Pages) -> str:
    """The page: each changed page before, after and their difference; then all others as they are."""
    names = {change.page for change in changed}
    same = [name for name in pages if name not in names]
    parts = [_change(change) for change in changed]
    if same:
        parts.append(f"<h2>Unchanged: {len(same)}</h2>")
        parts += [_figure(name, pages[name]) for name in same]
    title = f"Pages of documents: {len(changed)} changed"
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>In the difference, red is gone and green is new.</p>{''.join(parts)}</html>\n"
    )


def _change(change: Change) -> str:
    shown = {"before": change.before, "after": change.after, "difference": change.difference}
    figures = "".join(_figure(said, image) for said, image in shown.items() if image is not None)
    what = "new" if change.before is None else "gone" if change.after is None else "changed"
    return f"<section><h2>{escape(change.page)}: {what}</h2>{figures}</section>"


def _figure(said: str, image: Image.Image) -> str:
    content = BytesIO()
    image.save(content, "PNG")
    source = b64encode(content.getvalue()).decode()
    return (
        f"<figure><figcaption>{escape(said)}</figcaption>"
        f'<img alt="{escape(said)}" src="data:image/png;base64,{source}"></figure>'
    )
