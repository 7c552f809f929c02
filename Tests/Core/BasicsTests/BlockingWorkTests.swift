import Basics
import Platform
import Synchronization
import Testing

@Suite("Blocking work")
struct BlockingWorkTests {
    @TaskLocal private static var name = ""

    @Test("is part of the task that waits for it: values, errors, cancellation")
    func task() async throws {
        try await Self.$name.withValue("outside") {
            let name = try await BlockingWork.run { () throws -> String in
                try Task.checkCancellation()
                return Self.name
            }
            #expect(name == "outside")
        }
        await #expect(throws: FdnixError.self) { try await BlockingWork.run { throw FdnixError(.io, "x") } }
        let task = Task {
            try await BlockingWork.run {
                while !Task.isCancelled { sched_yield() }
                try Task.checkCancellation()
            }
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test("more of it than there are cores holds no task up")
    func manyAtOnce() async {
        let count = 4 * CPU.count + 4
        let arrivals = Arrivals()
        // Each waits for all others: on the threads of tasks, which are fewer, they would wait for ever.
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<count {
                group.addTask {
                    await BlockingWork.run {
                        arrivals.count.add(1, ordering: .relaxed)
                        while arrivals.count.load(ordering: .relaxed) < count { usleep(1000) }
                    }
                }
            }
        }
        #expect(arrivals.count.load(ordering: .relaxed) == count)
    }
}

private final class Arrivals: Sendable {
    let count = Atomic<Int>(0)
}
