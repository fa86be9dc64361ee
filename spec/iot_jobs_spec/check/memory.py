"""What set-ups showed: trials that begin alike need not read the same again."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..model.answers import Answer
from ..model.requests import DeleteJob, Request


class Memory:
    """What each read showed after the same requests with the same answers, whatever the names.

    Nothing is kept from the first deletion on: how long one goes on is no matter of requests.
    """

    def __init__(self) -> None:
        self._shown: dict[tuple[object, Request], Answer] = {}

    def recall(
        self,
        asked: Sequence[tuple[Request, Answer]],
        read: Request,
        perform: Callable[[Request], Answer],
    ) -> Answer:
        """What ``read`` shows after ``asked``; ``perform`` puts it where that is not known yet."""
        if any(isinstance(request, DeleteJob) for request, _ in asked):
            return perform(read)
        key = tuple(asked), read
        if key not in self._shown:
            self._shown[key] = perform(read)
        return self._shown[key]
