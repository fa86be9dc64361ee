"""The status page for browsers: jobs, executions, and the latest requests with their rules."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from itertools import islice

from ..language.rules import Rule
from ..model.texts import count
from ..model.world import DELETION_IN_PROGRESS, JobRecord
from .service import Service
from .state import Event

MAX_JOBS = 100
MAX_EXECUTIONS = 20
_ABOUT = (
    "This is <code>iot-jobs-spec serve</code>, the reference server. It answers clients of "
    "AWS IoT Jobs (<code>iot</code> and <code>iot-jobs-data</code>) as the specification says. "
    "Everything is in memory, and gone when the server stops. Set a client's endpoint URL to this "
    "address."
)
_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 76rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.4rem; margin-bottom: 0 } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
th { font-weight: 600; font-size: .85rem } td { font-variant-numeric: tabular-nums }
code { font: .9em ui-monospace, monospace } code, td { overflow-wrap: anywhere; min-width: 6rem }
.jobs td:nth-child(2), .jobs td:nth-child(4), .events td:nth-child(1), .events td:nth-child(2),
.events td:nth-child(4) { white-space: nowrap; min-width: 0 }
.quiet { opacity: .7 } .rejected { color: light-dark(#a02c1c, #ff9d8c) }
"""


def page(service: Service) -> str:
    """The status page as HTML."""
    world, state = service.state.world, service.state
    jobs = list(islice(reversed(state.jobs), MAX_JOBS))
    more = len(state.jobs) - len(jobs)
    deleting = f"{world.deleting} of at most {world.deletion_limit} {DELETION_IN_PROGRESS}"
    several = len({facts.region for facts in state.jobs.values()}) > 1
    heads = ("job", "status", "thing", "execution", "version", "statusDetails")
    chosen = ", ".join(f"<code>{escape(n)}={v}</code>" for n, v in service.choices.made.items())
    parts = [
        "<!doctype html><html lang=en><meta charset=utf-8>",
        "<meta name=viewport content='width=device-width'>",
        f"<title>AWS IoT Jobs, by the specification</title><style>{_STYLE}</style>",
        "<h1>AWS IoT Jobs, by the specification</h1>",
        f"<p>{_ABOUT}</p>",
        f"<p class=quiet>Profile {service.profile}, {count(state.requests, 'request')}, "
        f"{count(len(state.things), 'thing')}, {count(len(state.jobs), 'job')}, {deleting}"
        + (f", choices: {chosen}" if chosen else "")
        + ". Reload the page to update it.</p>",
        "<h2>Jobs</h2>",
        _table(
            "jobs",
            (*heads, "region") if several else heads,
            [
                line
                for job_id in jobs
                for line in _lines_of_job(
                    job_id, world.jobs[job_id], [state.jobs[job_id].region] if several else []
                )
            ],
            "No job yet.",
        ),
        f"<p class=quiet>and {count(more, 'older job')}</p>" if more else "",
        "<h2>Latest requests and background steps</h2>",
        _table(
            "events",
            ("time (UTC)", "operation or step", "job or thing", "answer", "rule"),
            [_line_of_event(event) for event in reversed(state.events)],
            "No request yet.",
        ),
    ]
    return "".join(parts)


def _table(kind: str, heads: tuple[str, ...], lines: list[str], none: str) -> str:
    if not lines:
        return f"<p class=quiet>{none}</p>"
    head = "".join(f"<th scope=col>{name}</th>" for name in heads)
    return f"<div class=scroll><table class={kind}><tr>{head}</tr>{''.join(lines)}</table></div>"


def _lines_of_job(job_id: str, job: JobRecord, region: list[str]) -> list[str]:
    """A line for each execution; the first one also has the job. Each ends with the ``region``, if
    the page shows regions."""
    status = job.status + (" by force" if job.force_canceled else "")
    executions = sorted(job.executions.items(), key=lambda item: item[1].order)
    lines = []
    for thing, x in executions[:MAX_EXECUTIONS]:
        flag = " by force" if x.force_canceled else ""
        details = ", ".join(f"{key}: {value}" for key, value in x.details.items())
        lines.append((thing, x.status + flag, str(x.version), details))
    if len(executions) > MAX_EXECUTIONS:
        lines.append((f"and {len(executions) - MAX_EXECUTIONS} more", "", "", ""))
    firsts = [(job_id, status)] + [("", "")] * len(lines)
    cells = zip(firsts, lines or [("", "", "", "")], strict=False)
    return [f"<tr>{_cells([*first, *rest, *region])}</tr>" for first, rest in cells]


def _line_of_event(event: Event) -> str:
    at = datetime.fromtimestamp(event.at, UTC).strftime("%H:%M:%S.%f")[:-3]
    kind = "rejected" if event.error else "quiet" if event.is_step else ""
    cells, answer = _cells([at, event.name, event.subject]), escape(event.answer)
    return f"<tr>{cells}<td class='{kind}'>{answer}</td><td>{_rule(event.rule)}</td></tr>"


def _rule(rule: Rule | None) -> str:
    """The id of a rule, with its first claim as a tooltip."""
    if rule is None:
        return "<span class=quiet>none</span>"
    claim = rule.claims[0]
    says = escape(f"{claim.says} ({claim.basis.value}: {claim.where})")
    return f"<code title='{says}'>{escape(rule.id)}</code>"


def _cells(cells: list[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in cells)
