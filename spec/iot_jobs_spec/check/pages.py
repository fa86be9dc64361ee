"""Read all pages of a listing, and put what a response shows into words.

The scripts of findings contain this module, so it imports nothing else of the package.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

MOST_PAGES = 100
"""How many pages of a listing are read."""


class NotShown(Exception):
    """No response came. The message is the code of the error, or says what came instead."""


def shown(
    read: Callable[[str], Any],
    fields: Mapping[str, str],
    member: str = "",
    own: Sequence[str] = (),
    first: int | None = None,
    others: int | None = None,
) -> str:
    """What a response shows, in words: the ``fields`` of each entry of the list ``member``, or of
    the whole response where that is empty.

    ``read`` sends the request with more of a query and returns the response. A listing is read to
    its last page; ``first`` is the maxResults of the first page, ``others`` that of the other
    ones, None for none. Of ``own`` jobs only the entries count, if some are named. Raises what
    ``read`` raises, and `NotShown` if the pages do not end.
    """
    if not member:
        return told(read(""), fields)
    pages: list[Any] = []
    token = ""
    while token or not pages:
        size = first if first is not None and not pages else others
        query = ["" if size is None else f"maxResults={size}"]
        query += [f"nextToken={quote(token, safe='')}"] if token else []
        pages.append(read("&".join(filter(None, query))))
        token = str(pages[-1].get("nextToken") or "") if isinstance(pages[-1], dict) else ""
        if token and len(pages) == MOST_PAGES:
            raise NotShown(f"more than {MOST_PAGES} pages")
    found = entries(pages, member, fields, first)
    if own:
        names = {f"jobId={name}" for name in own}
        found = [one for one in found if "jobId=" not in one or names & {*one.split(", ")}]
    return "; ".join(found) or "nothing"


def entries(
    pages: Sequence[Any], member: str, fields: Mapping[str, str], size: int | None = None
) -> list[str]:
    """The entries on these pages in words, sorted. ``size`` is how many there may be on the first
    page."""
    listed: list[str] = []
    for number, page in enumerate(pages):
        held = page.get(member, []) if isinstance(page, dict) else "no structure"
        held = held if isinstance(held, list) else [held]
        if size is not None and not number and len(held) > size:
            listed.append(f"{len(held)} entries on a page of {size}")
        listed += [told(one, fields) for one in held]
    return sorted(listed)


def told(shown: Any, fields: Mapping[str, str]) -> str:
    """Some members of a structure in words, ``status=QUEUED``: each name with its path, ``a.b`` for
    one in another.

    A thing's ARN is its name, and a document that is JSON is told in one way. Left out is what is
    null or empty. A string that looks like another value is quoted, so that both differ.
    """
    words = []
    for name, path in fields.items():
        value = shown
        for member in path.split("."):
            value = value.get(member) if isinstance(value, dict) else value and "no structure"
        if value in (None, "", {}):
            continue
        text = value if isinstance(value, str) else json.dumps(value, sort_keys=True)
        if isinstance(value, str):
            text = text.partition(":thing/")[2] if path.endswith("thingArn") else text
            try:
                meant = json.loads(text)
            except ValueError:
                meant = text
            if "ocument" in name:
                text = meant if meant == text else json.dumps(meant, sort_keys=True)
            elif not isinstance(meant, str):
                text = json.dumps(text)
        elif "ocument" in name:
            text = f"no string: {text}"
        words.append(f"{name}={text}")
    return ", ".join(words) or "nothing"
