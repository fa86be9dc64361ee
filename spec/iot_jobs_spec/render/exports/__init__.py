"""The spec as data for other tools: spec.json and SCXML."""
