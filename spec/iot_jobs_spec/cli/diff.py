"""compare two versions or profiles of the spec

OLD and NEW are each the path of a spec.json, the name of a profile (core or full), or the word
installed, which is the profile core. The exit code is 0 if nothing changed, else 1.

    iot-jobs-spec diff core full
    iot-jobs-spec diff diagrams/spec.json installed
    iot-jobs-spec diff old.json new.json --format svg --output changes.svg
"""

from __future__ import annotations

import argparse

from ..model.texts import printable
from .output import json_text, require_writable, write_output


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("old", metavar="OLD", help="a spec.json, core, full, or installed")
    parser.add_argument("new", metavar="NEW", help="a spec.json, core, full, or installed")
    parser.add_argument("--format", choices=("text", "json", "svg", "dot"), default="text")
    parser.add_argument("--output", metavar="FILE", help="write to a file")


def run(args: argparse.Namespace) -> int:
    from ..render.diagrams.svg import svg
    from ..render.diff.compare import difference, load
    from ..render.diff.picture import difference_dot
    from ..render.diff.text import as_json, as_text

    require_writable(args.output)
    old, new = load(args.old), load(args.new)
    found = difference(old, new)
    if args.format == "text":
        said = printable(as_text(found), keep="\n")
    elif args.format == "json":
        said = json_text(as_json(found))
    else:
        said = difference_dot(old, new, found)
        if args.format == "svg":
            said = svg(said).decode()
    write_output(said, args.output)
    return 1 if found else 0
