"""The clock and what processes wait at, beside what queueing theory says of them."""

import random
import unittest
from collections import Counter

from simulation.hashing import group_of
from simulation.kernel import Process, Simulation
from simulation.spread import percentile
from simulation.stations import Pool, Queue, TokenBucket


def mean_wait(arrival_rate: float, service, servers: int = 1, customers: int = 150_000, seed: int = 3) -> float:
    """The mean wait before service of customers that come at random."""
    simulation, chance = Simulation(), random.Random(seed)
    pool, waits = Pool(simulation, servers), []

    def customer() -> Process:
        begun = simulation.now
        yield pool
        waits.append(simulation.now - begun)
        yield service(chance)
        pool.leave()

    def arrivals() -> Process:
        for _ in range(customers):
            yield chance.expovariate(arrival_rate)
            simulation.start(customer())

    simulation.start(arrivals())
    simulation.run()
    return sum(waits) / len(waits)


class Theory(unittest.TestCase):
    def test_one_server_with_times_at_random(self):
        # M/M/1: Wq = ρ / (μ − λ)
        self.assertAlmostEqual(mean_wait(0.7, lambda chance: chance.expovariate(1)), 0.7 / 0.3, delta=0.05 * 0.7 / 0.3)

    def test_one_server_with_equal_times(self):
        # M/D/1: Wq = ρ / (2μ(1 − ρ))
        self.assertAlmostEqual(mean_wait(0.8, lambda _: 1.0), 0.8 / 0.4, delta=0.05 * 0.8 / 0.4)

    def test_two_servers(self):
        # M/M/2: Wq = ρ² / (μ(1 − ρ²)), ρ the share of both that is in use
        self.assertAlmostEqual(
            mean_wait(1.4, lambda chance: chance.expovariate(1), servers=2), 0.49 / 0.51, delta=0.05 * 0.49 / 0.51)

    def test_a_bounded_pool(self):
        for jobs, servers, seconds in ((10, 3, 2.0), (9, 3, 2.0), (1, 5, 1.0)):
            simulation = Simulation()
            pool = Pool(simulation, servers)

            def job(simulation=simulation, pool=pool, seconds=seconds) -> Process:
                yield pool
                yield seconds
                pool.leave()

            for _ in range(jobs):
                simulation.start(job())
            simulation.run()
            self.assertAlmostEqual(simulation.now, -(-jobs // servers) * seconds)
            self.assertAlmostEqual(pool.utilisation(), jobs * seconds / servers / simulation.now)
            self.assertEqual((pool.used, pool.waiting), (0, 0))

    def test_a_pool_that_grows(self):
        simulation = Simulation()
        pool, ends = Pool(simulation, 1), []

        def job() -> Process:
            yield pool
            yield 1.0
            pool.leave()
            ends.append(simulation.now)

        for _ in range(4):
            simulation.start(job())
        simulation.at(0.5, lambda _: pool.grow(3))
        simulation.run()
        self.assertEqual(ends, [1.0, 1.5, 1.5, 2.0])

    def test_a_bucket_of_tokens(self):
        simulation = Simulation()
        bucket = TokenBucket(simulation, rate=20, burst=100)
        waits = [bucket.take() for _ in range(1_100)]
        self.assertEqual(waits[:100], [0.0] * 100)
        self.assertAlmostEqual(waits[-1], 1_000 / 20)
        # What is not taken does not add up beyond the burst.
        simulation.run(until=1_000)
        self.assertEqual([bucket.take(100), round(bucket.take(40), 9)], [0.0, 2.0])

    def test_percentiles(self):
        values = [float(value) for value in range(1, 101)]
        self.assertEqual([percentile(values, share) for share in (0, 0.5, 0.99, 1)], [1, 50, 99, 100])


class Kept(unittest.TestCase):
    def test_events_come_in_the_order_of_their_times(self):
        simulation, seen, chance = Simulation(), [], random.Random(1)
        planned = [(round(chance.random(), 1), number) for number in range(200)]
        for time, number in planned:
            simulation.at(time, lambda value: seen.append((simulation.now, value)), number)
        simulation.run()
        self.assertEqual(seen, sorted(planned, key=lambda event: event[0]))

    def test_nobody_goes_back_in_time(self):
        simulation = Simulation()
        simulation.start(wait for wait in (-1.0,))
        with self.assertRaises(ValueError):
            simulation.run()

    def test_a_queue_loses_nothing(self):
        simulation, chance = Simulation(), random.Random(2)
        queue, taken = Queue(simulation), []

        def consumer(most: int) -> Process:
            while True:
                batch = yield queue.take(most)
                self.assertTrue(1 <= len(batch) <= most)
                taken.extend(batch)
                yield chance.random()

        def producer() -> Process:
            for number in range(500):
                queue.put([float(number)] * chance.randrange(4))
                yield 0.1 * chance.random()

        for most in (1, 3, 10):
            simulation.start(consumer(most))
        simulation.start(producer())
        simulation.run(until=20)
        self.assertEqual(queue.entered, queue.left + len(queue))
        simulation.run(until=2_000)
        self.assertEqual((len(queue), queue.left, len(taken)), (0, queue.entered, queue.entered))

    def test_a_further_group_takes_its_share_and_moves_nothing_else(self):
        keys = [f"IMAGE#{number}#RECEIPT#00001" for number in range(4_000)]
        before, after = ([group_of(key, groups) for key in keys] for groups in (4, 5))
        moved = [new for old, new in zip(before, after) if old != new]
        self.assertEqual(set(moved), {4})
        self.assertAlmostEqual(len(moved) / len(keys), 1 / 5, delta=0.02)
        self.assertLess(max(Counter(before).values()), 1.1 * len(keys) / 4)
