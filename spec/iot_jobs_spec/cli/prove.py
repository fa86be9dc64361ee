"""prove the invariants for any number of jobs and things

An SMT solver checks each rule of the spec on one arbitrary job and one arbitrary execution, with
the numbers that the guards read. The exit code is 1 if a theorem is not proved. Needs the extra
`prove` (z3-solver).

    iot-jobs-spec prove
    iot-jobs-spec prove --consistency eager --format json
"""

from __future__ import annotations

import argparse
import json
import os
from typing import TYPE_CHECKING, Any, NoReturn

from ..model.profiles import PROFILES, table_of
from ..stop import CODES, calling
from . import PROGRAM, missing

if TYPE_CHECKING:
    from ..verify.prove import Proof


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--consistency",
        choices=("eager", "eventual"),
        help="prove this one only (default: both)",
    )
    parser.add_argument(
        "--profile",
        choices=PROFILES,
        default=PROFILES[0],
        help="full: the whole life of an execution, without retries (default: %(default)s)",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    from ..verify.explore import Consistency
    from ..verify.prove import prove

    wanted = [Consistency(args.consistency)] if args.consistency else list(Consistency)
    try:
        with calling(_end, callable):
            proofs = [prove(consistency, table_of(args.profile)) for consistency in wanted]
    except ImportError:
        raise missing("prove needs z3", "prove") from None
    if args.format == "json":
        print(json.dumps([_as_json(proof) for proof in proofs], indent=2, ensure_ascii=False))
    else:
        print("\n\n".join(_as_text(proof) for proof in proofs))
    return 0 if all(proof.ok for proof in proofs) else 1


def _end(reason: str) -> NoReturn:
    """End the process at once: z3 loses an exception that is raised while it calls Python, and
    there is nothing to clean up."""
    os.write(2, f"{PROGRAM}: {reason}\n".encode())
    os._exit(CODES[reason])


def _as_json(proof: Proof) -> dict[str, Any]:
    return {
        "consistency": proof.consistency.value,
        "steps": proof.steps,
        "seconds": round(proof.seconds, 3),
        "theorems": [
            {
                "about": theorem.about,
                "name": theorem.name,
                "says": theorem.says,
                "proved": theorem.proved,
                "counterexample": theorem.counterexample,
            }
            for theorem in proof.theorems
        ],
        "ok": proof.ok,
    }


def _as_text(proof: Proof) -> str:
    size = "any number of jobs and things, any deletion limit"
    took = f"{proof.steps} steps, {proof.seconds:.1f} seconds"
    lines = [f"{proof.consistency.value}, {size}: {took}"]
    for theorem in proof.theorems:
        verdict = "proved" if theorem.proved else "NOT PROVED"
        lines.append(f"  {verdict:<10}  {theorem.about:<8}  {theorem.name}: {theorem.says}")
        if theorem.counterexample is not None:
            lines.append(f"      {theorem.counterexample}")
    return "\n".join(lines)
