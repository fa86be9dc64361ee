"""The random pass: walks that Hypothesis draws, to meet what the systematic pass does not."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

from ..model.divergence import READS
from ..model.requests import DeleteJob, Request
from ..systems import Unanswered
from .finding import Finding
from .follow import Follower
from .found import Found
from .reduce import alone, reduced
from .scene import Question
from .session import Diverged, Ended
from .trial import SEVERITY
from .walk import JOBS, Memory, Walk

ATTEMPTS = 20
"""How many smaller examples Hypothesis may try for each divergence. Each of them reads everything
after each request; what is left then is `reduced`, which costs less."""
DOUBTS = 2
"""How often a divergence may turn out to follow from another one, until it is not looked at."""
MOST_DELETIONS: tuple[Request, ...] = tuple(map(DeleteJob, JOBS))
"""What a walk can delete at the same time."""

_USED = "hypothesis" in sys.modules

Following = Callable[[Sequence[Request]], AbstractContextManager[Follower]]
"""Begins under names of its own, with room for the deletions that are among the requests."""


@dataclass(slots=True)
class Drawn:
    """What the random pass put, and what it found: divergences, each with the cell at fault."""

    examples: int
    requests: int
    seed: int
    found: list[tuple[str, Found]] = field(default_factory=list)


class NoHypothesis(Exception):
    """Hypothesis is not installed."""


class RandomPass:
    """Looks for divergences in cells where none is ``known``. It is the `Session` of its examples.

    ``greet`` raises where the system cannot be talked to any more. ``drawn`` is what has come of
    the pass so far, ``progress`` is told how many examples that is.
    """

    def __init__(
        self,
        following: Following,
        greet: Callable[[], None],
        known: Iterable[Finding],
        examples: int,
        seed: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.drawn = Drawn(0, 0, seed)
        self._following = following
        self._greet = greet
        self._left = examples
        self._progress = progress
        self._known: dict[str, int] = {}
        """The severity of what was found, by cell and by rule."""
        for finding in known:
            self._note(finding.cell, finding)
        self._memory = Memory()
        self._doubts: Counter[str] = Counter()
        self._wanted: str | None = None
        """The cell of the divergence that is being shrunk."""
        self._best: Found | None = None
        self._attempts = 0
        self._stack = ExitStack()

    def run(self) -> Drawn:
        """Look until all examples are drawn. Raises what ``greet`` raises."""
        with _hypothesis():
            from . import rules

            rounds = 0
            while self._left > 0:
                self._wanted, self._best, self._attempts = None, None, 0
                try:
                    rules.run(self, self._left, self.drawn.seed + (rounds << 32))
                except Ended as ended:
                    if ended.__cause__ is not None:
                        raise ended.__cause__ from None
                rounds += 1
                if not self._keep():
                    break
        return self.drawn

    def _keep(self) -> bool:
        """Keep what was found; whether there is anything."""
        if self._wanted is None or self._best is None:
            return False
        best = reduced(self._best, self._ask)
        self.drawn.found.append((self._wanted, best))
        self._note(self._wanted, best)
        return True

    def begin(self) -> None:
        if self._wanted is not None:
            self._attempts += 1
            if self._attempts > ATTEMPTS:
                raise Ended
        elif not self._left:
            raise Ended  # Hypothesis does not count what it has drawn before
        else:
            self._left -= 1
            self.drawn.examples += 1
            if self._progress is not None:
                self._progress(self.drawn.examples)
        self._stack = ExitStack()
        self._walk = Walk(self._stack.enter_context(self._following(MOST_DELETIONS)), self._memory)

    def put(self, question: Question | None, aim: bool = False) -> None:
        walk, before = self._walk, len(self._walk.found)
        try:
            walk.put(question, aim)
        except Unanswered:
            self._check_that_it_lives()
            walk.over = True
        for cell, found in walk.found[before:]:
            shown = self._shown(cell, found)
            if shown is not None:
                self._wanted = cell
                if self._best is None or _length(shown) < _length(self._best):
                    self._best = shown
                raise Diverged

    def end(self) -> None:
        self.drawn.requests += len(self._walk.follower.steps)
        self._stack.close()

    def _shown(self, cell: str, found: Found) -> Found | None:
        """The divergence, if it is the one looked for or a new one, and no other one's effect."""
        if self._wanted not in (None, cell) or not self._is_new(cell, found):
            return None
        if self._walk.follower.exact or len(self._walk.found) == 1:
            return found
        by_itself = alone(found, self._ask)
        if by_itself is None:
            self._doubts[cell] += 1
        return by_itself

    def _is_new(self, cell: str, found: Found) -> bool:
        if self._doubts[cell] >= DOUBTS:
            return False
        known = self._known.get(cell, -1)
        return SEVERITY.index(found.divergence.verdict) > known

    def _note(self, cell: str, found: Found | Finding) -> None:
        severity = SEVERITY.index(found.divergence.verdict)
        for name in (cell, found.divergence.rule.id):
            self._known[name] = max(severity, self._known.get(name, -1))

    def _ask(self, requests: Sequence[Request]) -> Found | None:
        """The divergence of the last of these requests, if it is the only one."""
        with self._following(MOST_DELETIONS) as follower:
            try:
                for request in requests:
                    if isinstance(request, DeleteJob):
                        follower.look_around()
                    follower.ask(request)
                    if follower.lost:
                        break
            except Unanswered:
                self._check_that_it_lives()
                return None
            finally:
                self.drawn.requests += len(follower.steps)
            found = follower.found
        if len(found) != 1 or len(found[0].steps) != len(requests):
            return None
        return found[0]

    def _check_that_it_lives(self) -> None:
        try:
            self._greet()
        except Exception as gone:
            raise Ended from gone


def _length(found: Found) -> tuple[int, int]:
    return sum(1 for step in found.steps if not isinstance(step.request, READS)), len(found.steps)


def require_hypothesis() -> None:
    """Raises `NoHypothesis` where it cannot be imported."""
    try:
        with _hypothesis():
            import hypothesis  # noqa: F401
    except ImportError as error:
        raise NoHypothesis(str(error)) from None


@contextmanager
def _hypothesis() -> Iterator[None]:
    """Hypothesis keeps notes in a folder. Where only a check uses it, that folder goes away."""
    if _USED:
        yield
        return
    from hypothesis.configuration import set_hypothesis_home_dir

    with TemporaryDirectory() as folder:
        set_hypothesis_home_dir(folder)
        try:
            yield
        finally:
            set_hypothesis_home_dir(None)
