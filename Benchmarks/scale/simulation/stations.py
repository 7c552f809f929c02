"""What processes wait at: a pool of servers, a bucket of tokens, a queue with batches."""

from collections import deque
from collections.abc import Callable
from typing import Any

from .kernel import Simulation

Resume = Callable[[Any], None]


class Pool:
    """Servers that are taken and given back; who comes first is served first. Measures how much of them was in use."""

    def __init__(self, simulation: Simulation, size: int):
        self.simulation, self.size, self.used = simulation, size, 0
        self.busy = 0.0  # server seconds
        self._since = 0.0
        self._waiting: deque[Resume] = deque()

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    def park(self, resume: Resume) -> None:
        if self.used < self.size:
            self._use(+1)
            self.simulation.at(self.simulation.now, resume)
        else:
            self._waiting.append(resume)

    def leave(self) -> None:
        """Gives a server back, to who waits longest."""
        if self._waiting and self.used <= self.size:
            self.simulation.at(self.simulation.now, self._waiting.popleft())
        else:
            self._use(-1)

    def grow(self, size: int) -> None:
        self.size = size
        while self._waiting and self.used < size:
            self._use(+1)
            self.simulation.at(self.simulation.now, self._waiting.popleft())

    def utilisation(self) -> float:
        """The share of server seconds in use since the beginning; of a pool that never grew."""
        self._use(0)
        return self.busy / (self.size * self.simulation.now) if self.simulation.now else 0.0

    def _use(self, change: int) -> None:
        now = self.simulation.now
        self.busy += self.used * (now - self._since)
        self._since = now
        self.used += change


class TokenBucket:
    """A quota: `rate` tokens a second come to at most `burst`. Who asks is served in turn, also for more than fits."""

    def __init__(self, simulation: Simulation, rate: float, burst: float):
        self.simulation, self.rate, self.burst = simulation, rate, burst
        self._level, self._at = burst, 0.0
        self.waited = 0.0  # seconds that askers waited, all together
        self.taken = 0.0

    def take(self, tokens: float = 1.0) -> float:
        """Books tokens and gives the seconds until they are there: `yield bucket.take(3)`."""
        now = self.simulation.now
        self._level = min(self.burst, self._level + (now - self._at) * self.rate)
        self._at = now
        self._level -= tokens
        self.taken += tokens
        wait = max(0.0, -self._level / self.rate)
        self.waited += wait
        return wait


class Queue:
    """Messages, as the times at which they began; given out in batches to who waits for them."""

    def __init__(self, simulation: Simulation):
        self.simulation = simulation
        self.messages: deque[float] = deque()
        self.entered = self.left = 0
        self._waiting: deque[tuple[int, Resume]] = deque()

    def __len__(self) -> int:
        return len(self.messages)

    def put(self, messages: list[float]) -> None:
        self.messages.extend(messages)
        self.entered += len(messages)
        while self._waiting and self.messages:
            most, resume = self._waiting.popleft()
            self.simulation.at(self.simulation.now, resume, self._pop(most))

    def take(self, most: int) -> "Wish":
        """`batch = yield queue.take(10)`: at least one message, at most so many."""
        return Wish(self, most)

    def more(self, most: int) -> list[float]:
        """What is there, at once."""
        return self._pop(most)

    def oldest(self) -> float:
        """The age of the oldest message that waits; they come nearly in the order of their ages."""
        return self.simulation.now - self.messages[0] if self.messages else 0.0

    def _pop(self, most: int) -> list[float]:
        number = min(most, len(self.messages))
        self.left += number
        pop = self.messages.popleft
        return [pop() for _ in range(number)]


class Wish:
    """A process that waits for a batch."""

    def __init__(self, queue: Queue, most: int):
        self.queue, self.most = queue, most

    def park(self, resume: Resume) -> None:
        queue = self.queue
        if queue.messages:
            queue.simulation.at(queue.simulation.now, resume, queue._pop(self.most))
        else:
            queue._waiting.append((self.most, resume))
