import Dispatch

/// Work that blocks or computes for seconds, on a thread of its own: a database's statements, the building of a file.
///
/// The threads that run tasks are as many as the machine has cores. Work that holds one of them for long would keep
/// every other task from running: what draws progress, answers requests, hears signals.
public enum BlockingWork {
    /// Runs `body` on a thread of its own and waits for it without holding the caller's.
    ///
    /// `body` stays part of the calling task: `Task.checkCancellation` and task-local values work as they do outside.
    public static func run<T, Failure: Error>(
        _ body: () async throws(Failure) -> T
    ) async throws(Failure) -> T {
        try await withTaskExecutorPreference(ThreadExecutor()) { () async throws(Failure) -> T in try await body() }
    }
}

/// Runs the jobs of the tasks that prefer it one after the other, on a queue of its own; Dispatch gives serial queues
/// threads beyond the number of cores.
public final class ThreadExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "fdnix.blocking-work")

    /// An executor without a job, which holds no thread.
    public init() {}

    /// Runs a job when all before it are done.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
