------------------------------- MODULE MCFull --------------------------------
\* Definitions that only TLC needs. The bounds are in the .cfg files.
EXTENDS IotJobsFull, TLC

\* For SYMMETRY: job ids are interchangeable, and so are things.
Symmetry == Permutations(Jobs) \cup Permutations(Things)

\* For VIEW: the statuses alone, without whether a forced cascade is pending. TLC then counts worlds
\* instead of states; check properties without it.
Statuses == <<job, execution, config>>
==============================================================================
