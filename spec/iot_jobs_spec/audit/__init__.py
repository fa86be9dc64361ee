"""Judge recordings: read files, explain their histories, diagnose and prove faults, report.

`recordings` reads files into histories, and `judging` finds the faults in all of them, with the
smallest set of records that proves each. `report`, `junit` and `page` write the result.
"""
