"""Loaded by every Python that starts with this folder on its path: judging and answering stop or fail as files in its
working folder say.

`break-judging`: judging raises. `hold-judging`, `hold-answers`: they stand while the file is there, and say so first
in a file of the same name with `-stands`.
"""

from __future__ import annotations

import functools
import sys
import time
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any

TASKS = "gateway.pipeline.tasks"


class Breaking(MetaPathFinder):
    """Changes the module of the tasks when it is loaded."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """The module's own place, with a loader that changes it."""
        spec = PathFinder.find_spec(name, path, target) if name == TASKS else None
        if spec is not None and spec.loader is not None:
            whole: Any = spec.loader.exec_module

            def loaded(module: Any) -> None:
                whole(module)
                module.judge_by_law_of = _changed(module.judge_by_law_of, "judging")
                module.make_answer = _changed(module.make_answer, "answers")

            spec.loader.exec_module = loaded  # type: ignore[method-assign]
        return spec


def _changed(task: Any, name: str) -> Any:
    @functools.wraps(task)
    def changed(*given: Any, **named: Any) -> Any:
        while Path(f"hold-{name}").exists():
            Path(f"hold-{name}-stands").touch()
            time.sleep(0.02)
        if Path(f"break-{name}").exists():
            raise ArithmeticError("broken for a test")
        return task(*given, **named)

    return changed


sys.meta_path.insert(0, Breaking())
