"""A scenario as a sequence of messages, for the diagrams: who asks what, and the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from ...errors import ERRORS
from ...language.evidence import Basis
from ...machines import CORE
from ...model.profiles import PROFILES, table_of
from ...model.requests import CreateJob, GetPendingJobExecutions
from .model import DEVICE, SERVICE, Background, Now, Scenario, Step, members

_HTTP = {error.code: "/".join(str(code) for code in error.http) for error in ERRORS}


@dataclass(frozen=True, slots=True)
class Message:
    """A request with its answer, or a background step, of which ``answer`` is None.

    ``now`` are the statuses that it changed, ``open`` says that the sources leave its answer open,
    or whether a background step is taken. Each device is somebody of its own.
    """

    number: int
    who: str
    says: str
    answer: str | None
    rejected: bool
    open: bool
    now: tuple[str, ...]


def messages(scenario: Scenario) -> Iterator[Message]:
    """The steps of the scenario in order, without those that lead to its start."""
    known: dict[tuple[str, str | None], Now] = {}
    for step in scenario.given:
        if isinstance(step.does, CreateJob):
            known[step.does.job_id, None] = Now(step.does.job_id, None, CORE.opened)
        known |= {(now.job_id, now.thing_name): now for now in step.now}
    for number, step in enumerate(scenario.steps, 1):
        changed = [now for now in step.now if not _holds(now, known.get(_subject(now)))]
        known |= {_subject(now): now for now in changed}
        asked = not isinstance(step.does, Background)
        yield Message(
            number,
            person(step),
            does_words(step),
            answer_words(step) + _shown(step, known) if asked else None,
            step.comes is not None,
            step.open if asked else step.rule in _open_rules(),
            tuple(now_words(now) for now in changed),
        )


def people(scenario: Scenario) -> tuple[str, ...]:
    """Everybody who sends a request, in the order of the first."""
    return tuple(dict.fromkeys(person(step) for step in scenario.steps if step.who != SERVICE))


def person(step: Step) -> str:
    """Who takes the step; a device with the name of its thing."""
    thing = getattr(step.does, "thing_name", None)
    return f"{step.who} {thing}" if step.who == DEVICE and thing else step.who


def _subject(now: Now) -> tuple[str, str | None]:
    return now.job_id, now.thing_name


def _holds(now: Now, known: Now | None) -> bool:
    """Whether what is expected after a step was so before it."""
    if known is None:
        return now.status is None
    return (now.status, now.version or known.version) == (known.status, known.version)


@lru_cache
def _open_rules() -> frozenset[str]:
    """The rules of background steps that the sources leave open."""
    rules = (rule for profile in PROFILES for rule in table_of(profile).rules)
    return frozenset(rule.id for rule in rules if rule.basis is Basis.UNSPECIFIED)


def _shown(step: Step, known: Mapping[tuple[str, str | None], Now]) -> str:
    """What an accepted request shows that only reads, as far as the scenario tells it."""
    does = step.does
    if isinstance(does, Background) or not does.is_read or step.comes:
        return ""
    if isinstance(does, GetPendingJobExecutions):
        pending = [
            now_words(now)
            for (_, thing), now in known.items()
            if thing == does.thing_name and now.status in CORE.pending.statuses
        ]
        return f": {' and '.join(pending) or 'none'}"
    now = known.get((getattr(does, "job_id", ""), getattr(does, "thing_name", None)))
    return f": {_state_words(now)}" if now else ""


def does_words(step: Step) -> str:
    """The background step with its subject, or the request with its members."""
    does = step.does
    return background_words(does) if isinstance(does, Background) else _call(step)


def background_words(background: Background) -> str:
    return " ".join(
        part for part in (background.event, background.job_id, background.thing_name) if part
    )


def answer_words(step: Step) -> str:
    return f"{step.comes} ({_HTTP[step.comes]})" if step.comes else "accepted"


def now_words(now: Now) -> str:
    subject = f"{now.job_id} on {now.thing_name}" if now.thing_name else now.job_id
    return f"{subject}: {_state_words(now)}"


def _state_words(now: Now) -> str:
    version = f", version {now.version}" if now.version else ""
    return f"{now.status}{version}" if now.status else "none"


def _call(step: Step) -> str:
    """The request with its members; job and thing come first, without their names."""
    assert not isinstance(step.does, Background)
    given = members(step.does)
    said = [str(given.pop(name)) for name in ("jobId", "thingName") if name in given]
    said += [", ".join(given.pop("targets", ()))] if "targets" in given else []
    said += [name if value is True else f"{name}={value}" for name, value in given.items()]
    return f"{type(step.does).__name__}({', '.join(said)})"
