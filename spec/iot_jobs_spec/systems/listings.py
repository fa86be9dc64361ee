"""The former place of `members.MAX_PAGES`, from which the checker still imports it."""

from .members import MAX_PAGES as MOST_PAGES

__all__ = ["MOST_PAGES"]
