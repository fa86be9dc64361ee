"""The spec as functions: the table, worlds, the step, the oracle and the invariants."""
