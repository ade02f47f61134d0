"""What is wrong between this machine and to11: `to11 doctor`.

In: the client's settings. Out: one `Finding` after the other, each a line for a person and what to do. Asks and sends
as applications do: the API (`api`), the collector by both protocols (`collector`), the gateway (`gateway`), and then
whether what was sent is there (`api`). Changes nothing but for two spans of a trace of their own. Start with
`examination`.
"""

from to11.client.doctor.examination import examine
from to11.client.doctor.finding import Finding, Verdict

__all__ = ["Finding", "Verdict", "examine"]
