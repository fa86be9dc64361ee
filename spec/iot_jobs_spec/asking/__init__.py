"""The asking half of a check: scripts as data, and what carries them out. It judges nothing."""
