"""The spec as functions: the table, worlds, the step, background steps and the invariants."""
