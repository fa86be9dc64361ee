"""What the spec is written in: machines, rules, claims and couplings."""
