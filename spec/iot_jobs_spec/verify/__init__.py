"""Verifies the spec: exhaustive exploration, proofs for any size, checks against its sources."""
