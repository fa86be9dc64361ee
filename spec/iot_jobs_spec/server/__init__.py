"""The reference server: real clients of AWS IoT Jobs, answered by the specification."""

from .testing import reference_server

__all__ = ["reference_server"]
