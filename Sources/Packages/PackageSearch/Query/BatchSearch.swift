import Synchronization

/// Answers many queries, several at a time, and gives the answers in the order of the queries.
///
/// Only a bounded number of queries is under way, so that a batch of any length needs little memory; an answer is given as
/// soon as all before it are, so that someone who waits for one before asking the next gets it.
public enum BatchSearch {
    /// Answers each of `lines` by `answer`, at most `width` at a time, and hands the answers to `deliver`, one at a time and
    /// in order. Throws what `lines` or `deliver` throws; answers that are ready have been delivered then.
    public static func run<Lines: AsyncSequence, Answer: Sendable>(
        _ lines: Lines, width: Int, answer: @escaping @Sendable (String) async -> Answer,
        deliver: @escaping @Sendable (Answer) throws -> Void
    ) async throws where Lines.Element == String {
        let order = DeliveryOrder(deliver)
        try await withThrowingTaskGroup(of: Void.self) { group in
            var (submitted, running) = (0, 0)
            for try await line in lines {
                if running == max(1, width) {
                    try await group.next()
                    running -= 1
                }
                let number = submitted
                group.addTask { try order.give(await answer(line), number: number) }
                submitted += 1
                running += 1
            }
            try await group.waitForAll()
        }
    }
}

/// Puts answers back into the order of their questions. Whoever completes the row delivers what is ready.
private final class DeliveryOrder<Answer: Sendable>: Sendable {
    private struct State {
        var waiting: [Int: Answer] = [:]
        var delivered = 0
    }
    private let state = Mutex(State())
    private let output = Mutex(())
    private let deliver: @Sendable (Answer) throws -> Void

    init(_ deliver: @escaping @Sendable (Answer) throws -> Void) { self.deliver = deliver }

    func give(_ answer: Answer, number: Int) throws {
        state.withLock { $0.waiting[number] = answer }
        try output.withLock { _ in
            while let next = takeNext() { try deliver(next) }
        }
    }

    private func takeNext() -> Answer? {
        state.withLock { state in
            guard let next = state.waiting.removeValue(forKey: state.delivered) else { return nil }
            state.delivered += 1
            return next
        }
    }
}
