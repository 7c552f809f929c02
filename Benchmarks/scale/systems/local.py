"""The programs on one machine, as they can be run for real and compared with what is foreseen."""

from collections.abc import Iterable

from simulation.kernel import Process, Simulation
from simulation.stations import Pool


def makespan(jobs: Iterable[tuple[float, float]], at_once: int, processors: int, start: float = 0.0) -> float:
    """Seconds until all jobs are done: each works on a processor, then waits for an answer; so many at once."""
    simulation = Simulation()
    places, cores, ends = Pool(simulation, at_once), Pool(simulation, processors), [start]

    def job(work: float, wait: float) -> Process:
        yield places
        yield cores
        yield work
        cores.leave()
        yield wait
        places.leave()
        ends.append(simulation.now + start)

    for work, wait in jobs:
        simulation.start(job(work, wait))
    simulation.run()
    return max(ends)
