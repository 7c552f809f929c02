import Dispatch

/// Where an actor runs whose methods block, such as one that owns a database's connection: a queue of its own, one job after
/// the other, in the order in which they came.
public final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor whose threads are called `label` in debuggers.
    public init(label: String) { queue = DispatchQueue(label: label) }

    /// Runs a job when all before it are done.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
