"""check the spec against its claims, and the claims against botocore's models

Each claim must be cited by a rule, each error that the spec expects be declared by its operation,
and each sentence of botocore's models that a claim rests on be as it was when the claim was
written. The exit code is 1 when something is wrong.

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
