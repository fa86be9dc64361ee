"""The spec as functions: the table, worlds, the step function, the oracle and the invariants."""
