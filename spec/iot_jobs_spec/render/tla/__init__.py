"""The spec in TLA+."""
