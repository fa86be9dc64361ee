"""check the spec against its claims, and the claims against botocore's models"""

from __future__ import annotations

import argparse

from ..verify.spec import problems, tally


def arguments(_parser: argparse.ArgumentParser) -> None:
    pass


def run(_args: argparse.Namespace) -> int:
    found = list(problems())
    for problem in found:
        print(problem)
    print(f"{'FAILED' if found else 'OK'}: {tally()}")
    return 1 if found else 0
