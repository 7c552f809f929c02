import UnixSignals

/// Work that SIGINT and SIGTERM end in good order.
///
/// ```swift
/// let report = try await Interruptible.run(grace: .seconds(25)) { try await pipeline.perform() }
/// ```
public enum Interruptible {
    /// Runs `work` as a task that the first signal cancels; a second one, or the end of `grace` after the first, ends the
    /// process. Throws `Interruption` where the work threw after a signal, and else what it throws.
    public static func run<T: Sendable>(
        grace: Duration, _ work: @escaping @Sendable () async throws -> T
    ) async throws -> T {
        // Heard from here on; until now a signal ends the process as usual, so that none is lost.
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        let task = Task { try await work() }
        let received = ReceivedSignal()
        let listener = Task { await received.listen(to: signals, grace: grace) { task.cancel() } }
        defer { listener.cancel() }
        do {
            return try await task.value
        } catch {
            guard let code = received.exitCode else { throw error }
            throw Interruption(exitCode: code, cause: error)
        }
    }
}

/// A signal ended the work.
public struct Interruption: Error {
    /// What a shell expects of a program that the signal ended: 128 and its number.
    public let exitCode: Int32
    /// What the work threw when it was told to end.
    public let cause: any Error
}
