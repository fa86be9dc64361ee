"""The reference server: it answers real AWS IoT Jobs clients as the spec says."""

from .testing import reference_server

__all__ = ["reference_server"]
