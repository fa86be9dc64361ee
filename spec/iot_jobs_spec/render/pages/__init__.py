"""The reference pages, in Markdown."""
