"""write, or compare, everything generated under diagrams/, docs/ and spec/tla/

Pictures, reference pages, the review page, scenarios, spec.json, SCXML and the TLA+ module are
generated from the spec. Run it in the root of the project. With --check the exit code is 1 if a
file differs from what render would write.

    iot-jobs-spec render
    iot-jobs-spec render --check
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from ..render.diagrams.svg import ENGINES
from . import BadInput
from .output import replace_file


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; name each file that differs from what render would write",
    )
    parser.add_argument(
        "--engine",
        choices=ENGINES,
        default=ENGINES[0],
        help="the layout program; the first draws the committed pictures",
    )
    parser.add_argument("--root", metavar="DIR", type=Path, help="the root of the project")


def run(args: argparse.Namespace) -> int:
    from ..render.artefacts import artefacts

    root = _root(args.root)
    rendered = artefacts(args.engine)
    return _check(root, rendered) if args.check else _write(root, rendered)


def _root(asked: Path | None) -> Path:
    """The root of the project: the one asked for, else the current directory."""
    root = Path.cwd() if asked is None else asked
    if not (root / "pyproject.toml").is_file() or not (root / "spec").is_dir():
        raise BadInput(f"{root} is not the root of the project: name it with --root DIR")
    return root


def _check(root: Path, rendered: Mapping[Path, bytes]) -> int:
    findings = [
        *(f"missing: {path}" for path in rendered if not (root / path).is_file()),
        *(f"outdated: {path}" for path in rendered if _is_outdated(root / path, rendered[path])),
        *(f"superfluous: {path}" for path in _superfluous(root, rendered)),
    ]
    print("\n".join(findings) if findings else "everything is up to date")
    return 1 if findings else 0


def _is_outdated(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() != content


def _superfluous(root: Path, rendered: Mapping[Path, bytes]) -> list[Path]:
    """Files in the folders of generated files that render does not write."""
    from ..render.artefacts import FOLDERS

    present = (path for folder in FOLDERS for path in sorted((root / folder).rglob("*")))
    files = (path.relative_to(root) for path in present if path.is_file())
    return [path for path in files if path not in rendered]


def _write(root: Path, rendered: Mapping[Path, bytes]) -> int:
    written = 0
    for path, content in rendered.items():
        target = root / path
        if target.is_file() and target.read_bytes() == content:
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            replace_file(target, content)
        except OSError as error:
            raise BadInput(f"cannot write {target}: {error.strerror}") from None
        print(f"wrote {path}")
        written += 1
    superfluous = _superfluous(root, rendered)
    for path in superfluous:
        print(f"superfluous: {path}")
    if not written and not superfluous:
        print("everything is up to date")
    return 0
