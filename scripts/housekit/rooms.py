"""The rooms of the house."""

from __future__ import annotations


def room_of(path: str) -> str:
    """The room of a file, by its path in the tree: of the gateway a folder or a module, else the outer room."""
    parts = path.removesuffix(".py").split("/")
    if parts[0] != "gateway":
        return parts[0]
    return ".".join(parts[1:3]) if parts[1] == "doors" and len(parts) > 3 else parts[1]
