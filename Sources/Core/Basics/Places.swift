/// Room for a number of tasks at once; the others wait in the order in which they came.
///
/// ```swift
/// let places = Places(4)
/// let page = try await places.with { try await fetch(url) }
/// ```
public actor Places {
    private var free: Int
    private var waiting: [(number: Int, continuation: CheckedContinuation<Void, any Error>)] = []
    private var lastNumber = 0

    /// Room for `count` tasks, one at least.
    public init(_ count: Int) { free = max(1, count) }

    /// Runs `body` when there is room. Throws what it throws, and `CancellationError` to a task that is cancelled while it
    /// waits.
    public nonisolated func with<T>(_ body: () async throws -> T) async throws -> T {
        try await take()
        let result: Result<T, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        await giveBack()
        return try result.get()
    }

    private func take() async throws {
        try Task.checkCancellation()
        guard free == 0 else { return free -= 1 }
        lastNumber += 1
        let number = lastNumber
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                // A task that was cancelled before it stood in the line is not looked for there again.
                guard !Task.isCancelled else { return continuation.resume(throwing: CancellationError()) }
                waiting.append((number, continuation))
            }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
    }

    private func giveBack() {
        guard waiting.isEmpty else { return waiting.removeFirst().continuation.resume() }
        free += 1
    }

    private func giveUp(_ number: Int) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
