"""Probes put to a system, in as few requests as can be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.constraints import Fit
from ..model.requests import Request
from ..systems.raw import RawRequest
from .acceptances import Acceptances
from .joined import joined
from .probe import Probe
from .probing import Outcome, Probing
from .rejections import rejections
from .words import operation_of

NO_ENDPOINT = "raw requests need an endpoint: this system is asked through clients alone"


def outcomes(probes: Iterable[Probe], probing: Probing) -> Iterator[Outcome]:
    """The outcome of each probe."""
    rejected: dict[tuple[Request, ...], list[Probe]] = {}
    accepted: list[Probe] = []
    acceptances = Acceptances(probing)
    for probe in probes:
        by_hand = isinstance(probe.put, RawRequest)
        if by_hand and probing.raw is None:
            yield Outcome(probe, reason=NO_ENDPOINT)
        elif operation_of(probe.put) in probing.missing:
            yield Outcome(probe, reason=probing.missing[operation_of(probe.put)])
        elif probe.fit is Fit.BROKEN:
            rejected.setdefault(probe.scene.setup, []).append(probe)
        elif by_hand or probe.fit is Fit.OPEN:  # what is chosen is seen of one value alone
            yield acceptances.judged(probe)
        else:
            accepted.append(probe)
    for joint in joined(accepted):
        yield from acceptances.together(joint)
    for together in rejected.values():
        yield from rejections(together, probing)
