"""The command line: ``iot-jobs-spec COMMAND``."""

from __future__ import annotations

import argparse
import errno
import os
import select
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from shutil import get_terminal_size
from textwrap import fill
from typing import Any, NoReturn

from ..render import CannotRender
from ..stop import CODES, stopping, why
from . import COMMANDS, PROGRAM, BadInput

WIDTH = 80
"""The widest line of a help."""
LONGEST = 1_000
"""How many characters of a message are printed."""
OF_OUTPUT = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EPIPE, errno.EIO, errno.EBADF)
"""Errors that name no file are about standard output if they are one of these."""
LEFT = 141
"""The exit code if the reader of standard output is gone, as in shells for SIGPIPE."""
EXAMPLES = """
    iot-jobs-spec explain CancelJob --force
    iot-jobs-spec check --endpoint-url http://127.0.0.1:5000
    iot-jobs-spec serve
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 2 for bad input, `CODES` after a signal, 141 if the
    reader of its output is gone."""
    if sys.stderr is None:  # closed: a message must not go to standard output instead
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    with stopping() as reasons:
        try:
            return _run(argv)
        except KeyboardInterrupt as stop:
            reason = why(stop)
        except Exception:
            if not reasons:
                raise
            reason = reasons[-1]
    _say(reason)
    return CODES[reason]


def _run(argv: Sequence[str] | None) -> int:
    if sys.stdout is None:
        return _say("standard output is closed: send it to a file, or to /dev/null")
    try:
        try:
            args = _parser().parse_args(argv)
            code: int = args.run(args)
        finally:
            sys.stdout.flush()
    except (BadInput, CannotRender) as error:
        return _say(str(error))
    except OSError as error:
        if error.filename is not None:
            return _say(f"{error.filename}: {error.strerror}")
        if error.errno in OF_OUTPUT:
            left = _reader_left()
            _drop_stdout()
            if left:
                return LEFT
            return _say(f"cannot write to standard output: {error.strerror}")
        return _say(str(error))
    return code


def _say(message: str) -> int:
    """Print one line on standard error; return the exit code of bad input."""
    from ..model.texts import printable

    said = message if len(message) <= LONGEST else f"{message[:LONGEST]}…"
    with suppress(OSError):
        print(f"{PROGRAM}: {printable(said)}", file=sys.stderr, flush=True)
    return 2


def _reader_left() -> bool:
    """Whether standard output is a pipe that nobody reads any more, as after ``| head``."""
    with suppress(OSError, AttributeError):  # Windows has no poll
        poll = select.poll()
        poll.register(sys.stdout.fileno(), 0)
        return bool(poll.poll(0))
    return False


def _drop_stdout() -> None:
    """Discard the rest of the buffer, which Python would otherwise fail to write at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Reports bad input in one line, and takes names in any spelling."""

    def __init__(self, **given: Any) -> None:
        width = min(WIDTH, get_terminal_size().columns)
        layout = partial(argparse.RawDescriptionHelpFormatter, width=width, max_help_position=26)
        super().__init__(formatter_class=layout, **given)

    def add_argument(self, *names: Any, **given: Any) -> argparse.Action:
        if "choices" in given and "type" not in given:
            from .names import chooser

            what = names[0].lstrip("-").replace("-", " ")
            given["type"] = chooser(what, given["choices"])
        return super().add_argument(*names, **given)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        known, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self._reject(unknown[0])
        return known, unknown

    def _reject(self, given: str) -> NoReturn:
        from ..model.texts import shown
        from .names import hint

        if not given.startswith("-"):
            self.error(f"unexpected argument {shown(given)}")
        option = given.partition("=")[0]
        near = hint(option, [name for name in self._option_string_actions if len(name) > 2])
        self.error(f"unknown option {shown(option)}: {near}")

    def _print_message(self, message: str, file: Any = None) -> None:
        (file or sys.stderr).write(message)  # argparse would pass over a full disk

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        from ..model.texts import shown
        from .names import hint

        if action.choices is not None and value not in action.choices:
            what = str(action.metavar or action.dest).lower()
            self.error(f"unknown {what} {shown(value)}: {hint(value, action.choices)}")

    def error(self, message: str) -> NoReturn:
        argument = message.removeprefix("argument ")
        option, ignored, _ = argument.partition(": ignored explicit argument")
        if ignored:
            message = f"{option.split('/')[0].split(', ')[0]} takes no value"
        raise BadInput(f"{message} (see {self.prog} --help)")


class _Version(argparse.Action):
    """Looks up the version only when it is asked for, and prints it."""

    def __init__(self, option_strings: Sequence[str], dest: str, **given: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **given)

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> NoReturn:
        from importlib.metadata import version

        print(f"{PROGRAM} {version(PROGRAM)}")
        parser.exit()


def _parser() -> argparse.ArgumentParser:
    from ..language.docstrings import docstring

    title = docstring(sys.modules[__package__.partition(".")[0]]).splitlines()[0]
    parser = _Parser(prog=PROGRAM, description=_description(title, EXAMPLES))
    parser.add_argument("--version", action=_Version, help="print the version and exit")
    parser.set_defaults(run=lambda _args: _print_help(parser))
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    for name in COMMANDS:
        module = import_module(f"{__package__}.{name}")
        title, _, more = docstring(module).partition("\n\n")
        headline = f"{title[:1].upper()}{title[1:]}."
        command = commands.add_parser(name, help=title, description=_description(headline, more))
        module.arguments(command)
        command.set_defaults(run=module.run)
    return parser


def _print_help(parser: argparse.ArgumentParser) -> int:
    parser.print_help()
    return 0


def _description(title: str, more: str) -> str:
    """The help before the options: a title, paragraphs, and examples (the indented lines)."""
    return "\n\n".join([title, *_parts(more)])


def _parts(text: str) -> Iterator[str]:
    for part in text.strip("\n").split("\n\n"):
        if part.startswith("    "):
            yield "examples:\n" + "\n".join(f"  {line.strip()}" for line in part.splitlines())
        elif part:
            yield fill(" ".join(part.split()), WIDTH - 2)
