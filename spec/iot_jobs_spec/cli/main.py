"""The command line: ``iot-jobs-spec COMMAND``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

from .. import __doc__ as about
from ..render import CannotRender
from . import COMMANDS, BadInput


class _Parser(argparse.ArgumentParser):
    """Reports bad input in one line."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message} (see {self.prog} --help)")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 2 for bad input."""
    try:
        args = _parser().parse_args(argv)
        code: int = args.run(args)
        sys.stdout.flush()
    except (BadInput, CannotRender) as error:
        print(f"iot-jobs-spec: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # the reader has closed our output
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print("iot-jobs-spec: interrupted", file=sys.stderr)
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="iot-jobs-spec", description=(about or "").splitlines()[0])
    commands = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for name in COMMANDS:
        module = import_module(f"{__package__}.{name}")
        title, _, more = (module.__doc__ or "").partition("\n\n")
        description = f"{title[:1].upper()}{title[1:]}. {more}".strip()
        command = commands.add_parser(name, help=title, description=description)
        module.arguments(command)
        command.set_defaults(run=module.run)
    return parser
