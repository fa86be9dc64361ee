"""The old place of `members.MOST_PAGES`, which the checker still imports from here."""

from .members import MOST_PAGES

__all__ = ["MOST_PAGES"]
