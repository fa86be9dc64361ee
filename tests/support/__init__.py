"""Helpers of several test files: doubles, wrong systems, clients, TLC, the browser."""
