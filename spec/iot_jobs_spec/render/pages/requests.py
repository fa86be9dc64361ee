"""The reference pages of requests, of invariants, and the index."""

from __future__ import annotations

from collections.abc import Sequence

from ...claims import CLAIMS
from ...errors import ERRORS
from ...language.docstrings import docstring
from ...language.rules import ABSENT
from ...language.spec import JOB
from ...model import requests
from ...model.answer_forms import ANSWER_FORMS, AnswerForm
from ...model.constraints import CONSTRAINTS, FORMS, MALFORMED, Constraint
from ...model.table import TABLE, Table
from ...model.views import VIEWS
from ..words import error_words
from . import common as m
from .claims import Stated

ABOUT = {
    "job.md": "what CreateJob, CancelJob and DeleteJob do to a job, picture and decision table",
    "execution.md": "what CancelJobExecution and devices do to one thing's share of a job",
    "requests.md": "operations, constraints, errors and limits",
    "open.md": "unspecified cells and contradictions, each with its sources",
    "invariants.md": "properties of every world and every step",
    "claims.md": "every fact by its source document, with the rules that cite it",
}


def requests_page(table: Table = TABLE) -> str:
    """Operations, the constraints on requests, and the errors."""
    parts = [
        "What holds for a request or an answer in every status: forms, errors and limits.",
        "## Operations",
        m.table(["Operation", "Does", "Errors"], _operations(table)),
        "## Constraints",
        m.paragraph(
            f"A request that breaks one is rejected with {m.outcomes_words(MALFORMED)} and changes",
            f"nothing {m.claims_aside(MALFORMED.claims)}. Where a member has two patterns, the",
            "sources can be read both ways: a value that only the broad one takes may be accepted",
            "or rejected.",
        ),
        m.table(
            ["Constraint", "Member", "Length", "Pattern", "Claims"], map(_constraint, CONSTRAINTS)
        ),
        "### On the wire",
        m.paragraph(
            "Client libraries always keep these forms; other clients may break them. The service",
            "rejects a request that breaks one, and changes nothing.",
        ),
        m.table(
            ["Part", "Must be", "Claims"],
            ([form.name, form.says, m.claim_links(form.claims)] for form in FORMS),
        ),
        "## Answers",
        "Parts of an answer that do not depend on the status of a job or an execution.",
        m.table(["Form", "Operations", "Claims"], map(_answer_form, ANSWER_FORMS)),
        "## Other reads",
        "Reads outside the model. Each must agree with a read inside it.",
        m.table(
            ["Operation", "Name", "Shows", "Claims"],
            ([v.operation, v.name, v.says, m.claim_links(v.claims)] for v in VIEWS),
        ),
        "## Errors",
        m.table(
            ["Error", "HTTP", "Claims"],
            (
                [e.code, " or ".join(str(code) for code in e.http), m.claim_links(e.claims)]
                for e in ERRORS
            ),
        ),
        "### At any time",
        "These errors may come instead of the answer; nothing changes then.",
        m.table(["Error", "Answers", "Claims"], _allowances(table)),
        "### Undeclared errors",
        (
            "The spec permits these errors although botocore's model does not declare them for the "
            "operation."
        ),
        m.table(
            ["Operation", "Error", "Claims"],
            ([u.operation, u.error.code, m.claim_links(u.claims)] for u in table.spec.undeclared),
        ),
        "## Limits",
        m.paragraph(
            f"At most {table.spec.limit.value} jobs can be DELETION_IN_PROGRESS at a time",
            f"{m.claims_aside(table.spec.limit.claims)}.",
        ),
        m.paragraph(
            "A device gets its pending executions in the order",
            f"{', '.join(table.spec.pending.statuses)}; of several with one status, the one queued",
            "first comes first",
            f"{m.claims_aside(table.spec.pending.claims)}.",
        ),
    ]
    return m.page(m.PAGES["requests.md"], *parts, name="requests.md")


def invariants_page(invariants: Sequence[Stated]) -> str:
    """The invariants with their claims."""
    rows = ([i.name, m.plain(i.says), m.claim_links(i.claims)] for i in invariants)
    said = m.table(["Invariant", "Says", "Claims"], rows)
    about = "Properties of every world and every step; `iot-jobs-spec explore` checks them all."
    return m.page(m.PAGES["invariants.md"], about, said, name="invariants.md")


def index_page(table: Table = TABLE) -> str:
    """The index: the other pages, each with its contents."""
    cells = list(table.cells())
    unspecified = len(list(table.unspecified_cells()))
    contradictions = len(list(table.contradictions()))
    listed = "\n".join(
        f"{number}. [{words}]({file}): {ABOUT[file]}."
        for number, (file, words) in enumerate(m.PAGES.items(), 1)
    )
    parts = [
        m.paragraph(
            f"{len(table.rules)} rules answer {len(cells)} cells, backed by {len(CLAIMS)} claims.",
            f"{unspecified} cells are unspecified, and {contradictions} permit several answers.",
            "These pages are generated from [the spec](../../spec/iot_jobs_spec/machines.py).",
        ),
        listed,
        "Both machines and their couplings:",
        m.picture("system", "Both machines and their couplings"),
    ]
    return m.page("Reference", *parts)


def _operations(table: Table) -> list[list[str]]:
    rows = []
    for operation, (machine, _) in table.operations.items():
        about = docstring(getattr(requests, operation))
        errors = ", ".join(error_words(error) for error in table.errors_of(operation))
        link = f"[{operation}]({m.cell_page(machine)}#{operation.lower()})"
        rows.append([link, " ".join(about.split("\n\n")[0].split()).replace("``", "`"), errors])
    return rows


def _answer_form(form: AnswerForm) -> list[str]:
    claims = dict.fromkeys(claim for its in form.claims.values() for claim in its)
    operations = ", ".join(kind.operation for kind in form.claims)
    return [form.name, operations, m.claim_links(tuple(claims))]


def _constraint(constraint: Constraint) -> list[str]:
    unit = "members" if constraint.counts else "characters"
    longest = "or more" if constraint.longest is None else f"to {constraint.longest}"
    patterns = [] if constraint.counts else [constraint.pattern, constraint.sure]
    operations = f" of {', '.join(constraint.operations)}" if constraint.operations else ""
    return [
        constraint.name,
        f"`{constraint.member}`{operations}",
        f"{constraint.shortest} {longest} {unit}",
        " or ".join(f"`{pattern}`" for pattern in patterns if pattern),
        m.claim_links(constraint.claims),
    ]


def _allowances(table: Table) -> list[list[str]]:
    operations = {ends: operation for operation, ends in table.operations.items()}
    rows = []
    for allowance in table.spec.allowances:
        answers = "any request"
        if allowance.event is not None:
            operation = operations[JOB, allowance.event]
            answers = f"{operation}, {allowance.source or ABSENT}"
        rows.append([error_words(allowance.error), answers, m.claim_links(allowance.claims)])
    return rows
