"""Checking a system: plans made from the page, carried out, judged by the oracle, reported."""
