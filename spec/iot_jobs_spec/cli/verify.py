"""check the spec against its claims, and the claims against botocore's models

The spec must cite each claim. Botocore's models must declare each error that the spec expects, and
each sentence there that supports a claim must be unchanged. The exit code is 1 if a check fails.

    iot-jobs-spec verify
    iot-jobs-spec verify --profile full
"""

from __future__ import annotations

import argparse

from ..model.profiles import PROFILES, table_of
from ..verify.spec import problems, tally


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--profile", choices=PROFILES, default=PROFILES[0])


def run(args: argparse.Namespace) -> int:
    table = table_of(args.profile)
    found = list(problems(table))
    for problem in found:
        print(problem)
    print(f"{'FAILED' if found else 'OK'}: {tally(table)}")
    return 1 if found else 0
