"""run a reference server that answers AWS clients according to the spec

Give a client the URL of the server as its endpoint URL; any region and any keys will do. The state
is in memory and ends with the process. Ctrl-C ends it.

    iot-jobs-spec serve
    iot-jobs-spec serve --port 0 --clock test
    iot-jobs-spec serve --lag 2 --faults 0.1 --seed 7
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from ipaddress import ip_address
from math import inf
from typing import TYPE_CHECKING

from ..files import NoFile, read_bounded
from ..model.profiles import CORE, FULL, table_of
from ..model.table import Table
from . import BadInput, port

if TYPE_CHECKING:
    from ..judge.deviations import Deviation

PORT = 4599
POLLED = "polled"
ACCESS_KEY = "IOT_JOBS_SPEC_ACCESS_KEY"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="the address to listen on, or a name for it; 0.0.0.0 for every address of this "
        "machine, under any name (default: %(default)s)",
    )
    parser.add_argument(
        "--port",
        metavar="N",
        type=port,
        default=PORT,
        help="the port to listen on; 0 takes a free one (default: %(default)s)",
    )
    parser.add_argument(
        "--profile",
        choices=(FULL, CORE),
        help="core: devices start but never finish (default: full, or core with --deviations)",
    )
    parser.add_argument(
        "--choose",
        metavar="NAME=VALUE",
        action="append",
        default=[],
        help="give this answer where the sources permit several, for example VERSION_MAY_GROW=no; "
        "may be repeated",
    )
    parser.add_argument(
        "--choices",
        action="store_true",
        help="list each NAME with its values, the default first, and exit",
    )
    parser.add_argument(
        "--deviations",
        metavar="REPORT.json",
        help="behave like the implementation of this report of check or audit",
    )
    parser.add_argument(
        "--clock",
        choices=("real", "test"),
        default="real",
        help="test: time stands still until a POST to /clock advances it (default: %(default)s)",
    )
    parser.add_argument(
        "--lag",
        metavar="S",
        type=_seconds,
        default=0.0,
        help="spread roll-outs, cascades and completions over S seconds (default: 0, at once)",
    )
    parser.add_argument(
        "--deletion",
        metavar="S",
        type=_deletion,
        default=POLLED,
        help="a deletion takes S seconds; polled: 2 seconds, or less for a client that polls "
        "(default: %(default)s)",
    )
    parser.add_argument(
        "--faults",
        metavar="SHARE",
        type=_share,
        default=0.0,
        help="reject this share of requests as a busy service does: 0.1 for one in ten "
        "(default: 0)",
    )
    parser.add_argument(
        "--seed",
        type=int,
        metavar="N",
        help="repeat the faults and the order of background steps of another run with the same N",
    )
    parser.add_argument(
        "--access-key",
        metavar="ID:SECRET",
        help="answer only requests that are signed with this key; @FILE reads it from a file "
        f"(default: the environment variable {ACCESS_KEY}, if set)",
    )
    parser.add_argument(
        "--timeout",
        metavar="S",
        type=_positive,
        help="close a connection that sends no complete request within S seconds (default: 75)",
    )
    parser.add_argument(
        "--log",
        action="store_true",
        help="print a line for each request and background step, with its rule, on standard error",
    )


def run(args: argparse.Namespace) -> int:
    try:
        from ..model.choices import offered
        from ..server.clock import clock_named
        from ..server.connections import SECONDS
        from ..server.run import CannotListen, listen, server, url_of
        from ..server.run import run as serve
        from ..server.service import Service
    except ImportError as missing:
        raise BadInput(
            f"serve needs {missing.name}: pip install '.[serve]' in the folder of iot-jobs-spec"
        ) from missing
    from ..server.choices import BadChoice, Choices
    from ..server.signing import BadKey

    profile = args.profile or (FULL if args.deviations is None else CORE)
    if args.choices:
        defaults = Choices((), profile)
        for choice in offered(profile).values():
            values = dict.fromkeys((defaults[choice.name], *choice.values))
            print(f"{choice.name}={'|'.join(values)}\n    {choice.says}")
            if "/" not in choice.name:  # elsewhere, a value is the answer to a request
                for value in values:
                    print(f"    {value}: {choice.words(value)}")
        return 0
    access_key = _access_key(args.access_key)
    try:
        service = Service(
            choose=args.choose,
            lag=args.lag,
            deletion=None if args.deletion == POLLED else args.deletion,
            faults=args.faults,
            seed=args.seed,
            access_key=access_key,
            profile=profile,
            table=None if args.deviations is None else _deviating(args.deviations, profile),
            clock=clock_named(args.clock),
            host=args.host,
            log=(lambda event: print(event.line(), file=sys.stderr)) if args.log else None,
        )
        sock = listen(args.host, args.port)
    except (BadChoice, BadKey, CannotListen) as error:
        raise BadInput(str(error)) from None
    if access_key is None and not ip_address(sock.getsockname()[0]).is_loopback:
        print(
            f"iot-jobs-spec: warning: with --host {args.host} and without --access-key, anybody "
            "who can reach this machine can change the state of this server",
            file=sys.stderr,
        )
    url = url_of(sock)
    seconds = SECONDS if args.timeout is None else args.timeout
    serve(server(service, lambda: print(f"listening on {url}", flush=True), seconds), sock)
    return 0


def _deviating(path: str, profile: str) -> Table:
    """The profile with the deviations of a report, except those that no server can have; standard
    error names these."""
    from ..judge.deviations import applied, from_json, is_served

    try:
        report = json.loads(read_bounded(path))
        deviations = [from_json(one) for one in report["deviations"]]
        spec = table_of(profile).by_cell()
        served = [one for one in deviations if is_served(one, spec)]
        table = applied(spec, served)
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
    except RecursionError:
        raise BadInput(f"{path} is not a JSON report with deviations: it nests too deep") from None
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path} is not a JSON report with deviations: {error}") from None
    for one in deviations:
        if one not in served:
            words = f"deviation left out: {one.cell}: {_why_not_served(one)}"
            print(f"iot-jobs-spec: {words}", file=sys.stderr)
    return table


def _why_not_served(deviation: Deviation) -> str:
    behaviour = deviation.behaviour
    if behaviour.sometimes:
        return "not definite, it occurs only sometimes"
    if behaviour.also:
        return "not definite, it also changes other jobs or executions"
    if not behaviour.is_definite:
        return "not definite, the report does not say what is shown, or when"
    return "this server has nothing to show of what CreateJob did not make"


def _access_key(given: str | None) -> str | None:
    """The access key from the option, a file, or the environment."""
    if given is None:
        return os.environ.get(ACCESS_KEY) or None
    if not given.startswith("@"):
        return given
    try:
        return read_bounded(given[1:]).decode().strip()
    except (OSError, ValueError) as error:
        reason = str(error) if isinstance(error, NoFile) else "it is not UTF-8"
        reason = (error.strerror if isinstance(error, OSError) else None) or reason
        raise BadInput(f"cannot read the access key in {given[1:]}: {reason}") from None


def _deletion(text: str) -> float | str:
    return POLLED if text == POLLED else _between(text, inf, f"a number of seconds or {POLLED}")


def _seconds(text: str) -> float:
    return _between(text, inf, "a number of seconds")


def _positive(text: str) -> float:
    seconds = _seconds(text)
    if seconds == 0:
        raise argparse.ArgumentTypeError("a connection needs more than 0 seconds")
    return seconds


def _share(text: str) -> float:
    return _between(text, 1.0, "a share from 0 to 1")


def _between(text: str, most: float, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= most or value == inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")
    return value
