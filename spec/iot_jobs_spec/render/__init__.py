"""Everything that is generated from the spec: drawings, pages, exports and the review page."""


class CannotRender(Exception):
    """Something cannot be drawn or read. The message is one line that says what would be right."""
