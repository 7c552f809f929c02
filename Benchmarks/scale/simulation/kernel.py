"""The clock: processes are generators that say what they wait for, one event after the other."""

import heapq
from collections.abc import Callable, Generator
from itertools import count
from typing import Any

#: Yields seconds to wait, or what has `park(resume)`; is given what that resumes it with.
Process = Generator[Any, Any, None]


class Simulation:
    """Runs processes in the order of their times; at the same time, in the order in which they were planned."""

    def __init__(self) -> None:
        self.now = 0.0
        self._events: list[tuple[float, int, Callable[[Any], None], Any]] = []
        self._number = count()

    def at(self, time: float, action: Callable[[Any], None], value: Any = None) -> None:
        heapq.heappush(self._events, (time, next(self._number), action, value))

    def start(self, process: Process) -> None:
        """Begins a process now."""
        send, park = process.send, self._park

        def resume(value: Any) -> None:
            try:
                wish = send(value)
            except StopIteration:
                return
            park(wish, resume)

        self.at(self.now, resume)

    def _park(self, wish: Any, resume: Callable[[Any], None]) -> None:
        if isinstance(wish, (int, float)):
            if wish < 0:
                raise ValueError(f"a wait of {wish} s")
            heapq.heappush(self._events, (self.now + wish, next(self._number), resume, None))
        else:
            wish.park(resume)

    def run(self, until: float = float("inf")) -> None:
        """Until nothing is planned any more, or the clock would pass `until`."""
        events, pop = self._events, heapq.heappop
        while events and events[0][0] <= until:
            self.now, _, action, value = pop(events)
            action(value)
        if until < float("inf"):
            self.now = max(self.now, until)
