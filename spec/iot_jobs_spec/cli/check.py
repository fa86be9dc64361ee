"""judge an implementation

Sends each request to an implementation in each status that it can reach, judges the answers and the
later reads by the spec, and prints what is wrong: what the implementation does instead, the
fewest steps that show it, and the claim with its source. "violates" breaks a documented claim,
"differs" an observed or inferred one.

Exits 0 without a violation, 1 with one, 2 if nothing could be checked, the check ended early, or
--require was not met.

    iot-jobs-spec check --endpoint-url http://127.0.0.1:5000
    iot-jobs-spec check --moto --operations cancel-job,delete-job
    iot-jobs-spec check --moto --format html --output report.html
    iot-jobs-spec check --system my_service:client --settle 2
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from secrets import randbelow
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from ..model.profiles import PROFILES, table_of
from ..model.texts import count
from ..stop import Stop
from . import BadInput, missing, percent
from .names import key, named, operation_named
from .output import json_text, print_in_colour, progress_bar, require_writable, write_report

if TYPE_CHECKING:
    from ..check.report.results import Report
    from ..model.table import Cell
    from ..systems import System
    from ..systems.boto import BotoSystem

SEEDS = 2**32
WIDTH = 100
"""The width of text that goes to no terminal."""
FEW = 50.0
"""With less than so many percent of the cells exercised the summary is red."""
MOST_CLIENTS = 16
"""How many clients may send requests at once: of more, too many orders are possible."""
FORMS = ("malformed", "raw", "answer", "view")
"""The kinds of cells about requests and answers alone."""
SHOWN = 3
"""How many findings are printed where the whole report is written into a file."""
EXAMPLES = 20
"""The default number of random examples: they take seconds on loopback."""


def arguments(parser: argparse.ArgumentParser) -> None:
    targets = ("--endpoint-url URL", "--moto", "--system MODULE:FACTORY")
    parser.usage = "\n       ".join(f"%(prog)s {target} [options]" for target in targets)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument(
        "--endpoint-url",
        metavar="URL",
        help="the address of the implementation, for both iot services",
    )
    target.add_argument("--moto", action="store_true", help="judge moto, in this process")
    target.add_argument(
        "--system",
        metavar="MODULE:FACTORY",
        help="judge the iot_jobs_spec.System that FACTORY() of a Python module gives, "
        "or a pair of clients",
    )
    parser.add_argument(
        "--live",
        action="store_true",
        help="allow an endpoint that is not on this machine: "
        "the check creates jobs and things there",
    )
    parser.add_argument(
        "--at-limit",
        action="store_true",
        help="with --live: also check the cells with at_limit, which need 11 deletions at a time; "
        "without --live they are always checked",
    )
    parser.add_argument(
        "--settle",
        type=_seconds,
        default=0.0,
        metavar="S",
        help="background steps may take up to S seconds; the check repeats its reads for that long "
        "(default: 0)",
    )
    parser.add_argument(
        "--operations",
        metavar="A,B",
        help="check these operations only",
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=PROFILES[0],
        help="what to check: the statuses of the core, or the full life of a device's execution",
    )
    parser.add_argument(
        "--timers",
        action="store_true",
        help="with --profile full: wait for timers to run out, up to two minutes",
    )
    parser.add_argument(
        "--without",
        type=_forms,
        default=(),
        metavar="malformed,raw,answer,view",
        help="leave out requests that are malformed, or that no client library sends, answers "
        "alone, or other reads",
    )
    parser.add_argument(
        "--examples",
        type=_count,
        default=EXAMPLES,
        metavar="N",
        help="number of random examples in addition to the systematic scripts; 0 leaves them out "
        f"(default: {EXAMPLES})",
    )
    parser.add_argument(
        "--seed",
        type=_count,
        metavar="N",
        help="repeat the random examples of the report that names seed N",
    )
    parser.add_argument(
        "--concurrent",
        type=_clients,
        default=0,
        metavar="N",
        help=f"also let N clients (2 to {MOST_CLIENTS}) send requests at the same time",
    )
    parser.add_argument(
        "--timeout",
        type=_seconds,
        metavar="S",
        help="send no more requests after S seconds, and report what is known by then",
    )
    parser.add_argument("--strict", action="store_true", help="exit 1 also for a cell that differs")
    parser.add_argument(
        "--require",
        type=percent,
        metavar="PERCENT",
        help="exit 2 if less than this share of the cells was exercised",
    )
    parser.add_argument("--exit-zero", action="store_true", help="exit 0 instead of 1")
    parser.add_argument("--format", choices=("text", "json", "junit", "html"), default="text")
    parser.add_argument("--verbose", action="store_true", help="text: also a line for each cell")
    parser.add_argument("--output", metavar="FILE", help="write the report there")


def run(args: argparse.Namespace) -> int:
    if args.endpoint_url is not None:
        _require_allowed(args.endpoint_url, args.live)
    require_writable(args.output)
    wanted = _wanted(args)
    with ExitStack() as stack:
        report = _checked(_system(args, stack), args, wanted)
    if report.interrupted and not report.reached:
        raise Stop(report.stopped)
    if not report.reached:
        reason = report.stopped or _most_common_reason(report)
        raise BadInput(f"{report.target}: no cell could be checked: {reason}")
    _write(report, args)
    if report.stopped:
        print(f"iot-jobs-spec: {report.stopped}", file=sys.stderr)
    if report.interrupted:
        return report.interrupted
    if (report.violates or (args.strict and report.differs)) and not args.exit_zero:
        return 1
    if args.require is not None and report.exercised < args.require:
        words = f"{report.reached} of {len(report.results)} cells exercised"
        print(f"iot-jobs-spec: {words}, less than {args.require:g} %", file=sys.stderr)
        return 2
    return 2 if report.stopped else 0


def _system(args: argparse.Namespace, stack: ExitStack) -> System:
    try:
        if args.moto:
            from ..systems.moto import moto

            return stack.enter_context(moto())
        if args.system is not None:
            return _given(args.system, stack)
        from ..systems.clients import Unusable, endpoint

        try:
            system = endpoint(args.endpoint_url)
        except Unusable as error:
            raise BadInput(f"{args.endpoint_url}: {error}") from None
        stack.callback(_clean_up, system)
        return system
    except ImportError as error:
        raise missing(f"check needs {error.name}", "check") from None


def _given(name: str, stack: ExitStack) -> System:
    """The system that the function ``MODULE:FACTORY`` returns; MODULE is in the folder of the user
    or installed, and may import from there as long as the check takes."""
    from ..systems.failures import one_line
    from ..systems.given import opened

    module, _, attribute = name.partition(":")
    stack.enter_context(_importing_from_here())
    try:
        factory = getattr(import_module(module), attribute)
    except (Exception, SystemExit) as error:
        raise BadInput(f"--system {name}: {one_line(error)}; give MODULE:FACTORY") from error
    if not callable(factory):
        kind = type(factory).__name__
        raise BadInput(f"--system {name}: FACTORY is of the type {kind}, which is no function")
    try:
        return stack.enter_context(opened(factory(), name))
    except (Exception, SystemExit) as error:
        raise BadInput(f"--system {name}: {one_line(error)}") from error


@contextmanager
def _importing_from_here() -> Iterator[None]:
    before = list(sys.path)
    sys.path.insert(0, "")
    try:
        yield
    finally:
        sys.path[:] = before


def _wanted(args: argparse.Namespace) -> Callable[[Cell], bool]:
    """Whether a cell is to be checked."""
    operations = _operations(args)

    def wanted(cell: Cell) -> bool:
        left_out = any(f"/{form}/" in cell.id for form in args.without)
        return not left_out and (not operations or cell.operation in operations)

    return wanted


def _operations(args: argparse.Namespace) -> tuple[str, ...]:
    """The operations to check, in the profile, or reads that the spec does not have; none for
    all."""
    from ..check.request_cells import cells

    names = () if args.operations is None else args.operations.split(",")
    checked = {key(cell.operation or ""): cell.operation for cell in cells(table_of(args.profile))}
    return tuple(
        checked.get(key(name)) or operation_named(name, args.profile).partition("=")[0]
        for name in names
    )


def _clean_up(system: BotoSystem) -> None:
    left = system.clean_up()
    if left:
        print(f"iot-jobs-spec: {left}", file=sys.stderr)


def _checked(system: System, args: argparse.Namespace, wanted: Callable[[Cell], bool]) -> Report:
    from ..check import Checker, Gone, NoHypothesis
    from ..check.request_cells import cells
    from ..systems.given import WrongReturn

    table = table_of(args.profile)
    if args.timers and not table.spec.timers:
        raise BadInput(f"--timers: the profile {args.profile} has none; add --profile full")
    checker = Checker(
        system,
        args.settle,
        table=table,
        at_limit=args.at_limit or args.endpoint_url is None or not args.live,
        examples=args.examples,
        seed=randbelow(SEEDS) if args.seed is None else args.seed,
        concurrent=args.concurrent,
        timers=args.timers,
        timeout=math.inf if args.timeout is None else args.timeout,
    )
    try:
        with progress_bar("checking", "proving") as progress:
            report = checker.check(progress, wanted)
            return report.about({cell.id for cell in cells(table) if wanted(cell)})
    except Gone as gone:
        raise BadInput(str(gone)) from None
    except WrongReturn as error:
        raise BadInput(f"--system {args.system}: {error}") from None
    except NoHypothesis:
        raise missing("--examples needs hypothesis (or give --examples 0)", "check") from None


def _write(report: Report, args: argparse.Namespace) -> None:
    from ..check.report.cases import printable
    from ..check.report.script import ANY
    from ..check.report.text import as_json, as_text, folded, summary

    url = ANY if args.system is not None else args.endpoint_url
    if args.format == "text" and args.output is None and sys.stdout.isatty():
        few = args.require is None and report.exercised < FEW
        text = folded(map(printable, as_text(report, args.verbose)), get_terminal_size().columns)
        print_in_colour(text, "chose", summary(report) if few else "")
        return
    if args.format == "json":
        whole = json_text(as_json(report, url))
    elif args.format == "junit":
        from ..check.report.junit import as_junit

        whole = as_junit(report, args.strict)
    elif args.format == "html":
        from ..check.report.page import as_html

        whole = as_html(report, url)
    else:
        whole = "\n".join(folded(map(printable, as_text(report, args.verbose)), WIDTH)) + "\n"
    write_report(whole, args.output, folded(map(printable, _short(report)), WIDTH))


def _short(report: Report) -> Iterator[str]:
    """The result in a few lines: the first findings, and the summary."""
    from ..check.report.text import summary
    from ..check.report.words import says

    for finding in report.findings[:SHOWN]:
        yield f"{finding.verdict:<9}  {finding.cell}: it {says(finding)}"
    more = len(report.findings) - SHOWN
    if more > 0:
        yield f"and {count(more, 'more finding')}"
    yield summary(report)


def _most_common_reason(report: Report) -> str:
    reasons = [reason for result in report.results for reason in result.reasons]
    return max(reasons, key=reasons.count, default="no cell was asked for")


def _require_allowed(url: str, live: bool) -> None:
    from ..systems.clients import is_loopback, wrong_url

    if wrong := wrong_url(url):
        raise BadInput(f"--endpoint-url: {wrong}")
    if not live and not is_loopback(url):
        raise BadInput(f"{url} is not on this machine: add --live if you mean to make jobs there")


def _forms(text: str) -> tuple[str, ...]:
    return tuple(named(name, "form", FORMS) for name in text.split(","))


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return int(text)


def _clients(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 2 <= int(text) <= MOST_CLIENTS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 2 to {MOST_CLIENTS}")
    return int(text)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not math.isfinite(seconds) or seconds < 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds")
    return seconds
