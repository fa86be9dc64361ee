"""Every relative link of the texts leads to a file, and to a heading or anchor in it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "tests" / "README.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(<?([^()\s>]+)>?\)")
FENCED = re.compile(r"^(`{3,}).*?^\1`*$", re.MULTILINE | re.DOTALL)


def links_of(page: Path) -> list[str]:
    """The relative links of a page; code shows none."""
    text = FENCED.sub("", page.read_text(encoding="utf-8"))
    return [one for one in LINK.findall(re.sub(r"`[^`]*`", "", text)) if "://" not in one]


@cache
def anchors_of(page: Path) -> frozenset[str]:
    """The anchors of a page: its headings as GitHub names them, and those that it writes."""
    text = page.read_text(encoding="utf-8")
    found = set(re.findall(r"""<a (?:id|name)=["']([^"']+)["']""", text))
    counts: dict[str, int] = {}
    for heading in re.findall(r"^#{1,6} +(.*?) *#*$", FENCED.sub("", text), re.MULTILINE):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        counts[slug] = counts.get(slug, 0) + 1
        found.add(slug if counts[slug] == 1 else f"{slug}-{counts[slug] - 1}")
    return frozenset(found)


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere."""
    found = []
    for link in links_of(page):
        address, _, anchor = link.partition("#")
        name = address.partition("?")[0]
        target = (page.parent / name).resolve() if name else page
        if not target.exists():
            found.append(f"{link}: there is no {name}")
        elif anchor and target.suffix == ".md" and anchor not in anchors_of(target):
            found.append(f"{link}: {target.name} has no heading or anchor {anchor}")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    found = broken(page)
    assert not found, f"{page.relative_to(ROOT)}:\n" + "\n".join(found)


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# The `--settle` *S*: a title\n[a](#the---settle-s-a-title) [b](page.md#no) [c](no.md)\n"
        "[d](https://example.com/no) `[e](no)`\n```\n[f](no)\n```\n",
        encoding="utf-8",
    )
    assert [one.partition(":")[0] for one in broken(page)] == ["page.md#no", "no.md"]
