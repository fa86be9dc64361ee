"""Scenarios: what a design review asks about, step by step."""
