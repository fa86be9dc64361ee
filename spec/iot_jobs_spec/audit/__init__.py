"""Judge recordings: read files, explain them, diagnose what is wrong, prove it, report.

`recordings` reads files into histories, `parts` takes a history apart into what can be judged
alone, `judging` finds what is wrong in them all, `proofs` leaves out of each proof the records that
it does not need. `report`, `junit` and `page` put the result into words.
"""
