"""run a reference server that answers AWS clients according to the spec

Point a client at it with its endpoint URL: any region and any keys will do. State is in memory and
ends with the process. Ctrl-C ends it.

    iot-jobs-spec serve
    iot-jobs-spec serve --port 0 --clock test
    iot-jobs-spec serve --lag 2 --faults 0.1 --seed 7
"""

from __future__ import annotations

import argparse
import json
import sys
from math import inf
from pathlib import Path

from ..model.profiles import CORE, FULL, table_of
from ..model.table import Table
from . import BadInput, port

PORT = 4599


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        metavar="ADDRESS",
        default="127.0.0.1",
        help="the address to listen on (default: %(default)s)",
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
        help="core knows only devices that start and never finish (default: full, or core with "
        "--deviations)",
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
        "--choices", action="store_true", help="list each NAME with its values, and exit"
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
        type=_seconds,
        help="end deletions S seconds after the last DeleteJob, or sooner for a client that polls "
        "(default: 2)",
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
        help="answer only requests that are signed with this key",
    )


def run(args: argparse.Namespace) -> int:
    try:
        from ..model.choices import offered
        from ..server.clock import clock_named
        from ..server.lifecycle import DELETION_SECONDS
        from ..server.run import CannotListen, listen, server, url_of
        from ..server.run import run as serve
        from ..server.service import Service
    except ImportError as missing:
        raise BadInput(
            f"serve needs {missing.name}: pip install '.[serve]' in the folder of iot-jobs-spec"
        ) from missing
    from ..server.choices import BadChoice
    from ..server.signing import BadKey

    profile = args.profile or (FULL if args.deviations is None else CORE)
    if args.choices:
        for choice in offered(profile).values():
            print(f"{choice.name}={'|'.join(choice.values)}\n    {choice.says}")
        return 0
    try:
        service = Service(
            choose=args.choose,
            lag=args.lag,
            deletion=DELETION_SECONDS if args.deletion is None else args.deletion,
            faults=args.faults,
            seed=args.seed,
            access_key=args.access_key,
            profile=profile,
            table=None if args.deviations is None else _deviating(args.deviations, profile),
            clock=clock_named(args.clock),
        )
        sock = listen(args.host, args.port)
    except (BadChoice, BadKey, CannotListen) as error:
        raise BadInput(str(error)) from None
    url = url_of(sock)
    serve(server(service, lambda: print(f"listening on {url}", flush=True)), sock)
    return 0


def _deviating(path: str, profile: str) -> Table:
    """The profile with the deviations of a report, but for those that no server can follow, which
    are named on standard error."""
    from ..judge.deviations import applied, from_json

    try:
        report = json.loads(Path(path).read_text(encoding="utf-8"))
        deviations = [from_json(told) for told in report["deviations"]]
        served = [one for one in deviations if one.behaviour.is_definite]
        table = applied(table_of(profile).by_cell(), served)
    except OSError as error:
        raise BadInput(f"cannot read {path}: {error.strerror}") from None
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{path} is no JSON report with deviations: {error}") from None
    for one in deviations:
        if one not in served:
            print(f"iot-jobs-spec: not followed: {one.cell}", file=sys.stderr)
    return table


def _seconds(text: str) -> float:
    return _between(text, inf, "a number of seconds")


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
