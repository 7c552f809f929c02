import Dispatch
import SearchIndex
import Synchronization

/// Answers many queries on several threads, and gives the answers in the order of the queries.
///
/// Each thread has a searcher of its own on the shared index. Only a bounded number of queries is under way, so that a
/// batch of any length needs little memory; an answer is given as soon as all before it are, so that someone who waits
/// for one before asking the next gets it.
public final class BatchSearch<Answer: Sendable>: Sendable {
    private struct State {
        var waiting: [(number: Int, text: String)] = []
        var submitted = 0
        var delivered = 0
        var answers: [Int: Answer] = [:]
    }

    private let state = Mutex(State())
    private let output = Mutex(())
    private let room: DispatchSemaphore
    private let work = DispatchSemaphore(value: 0)
    private let workers = DispatchGroup()
    private let deliver: @Sendable (Answer) -> Void

    /// Starts `threads` threads. `answer` is called on any of them, `deliver` by one at a time, in order.
    public init(
        _ index: SearchIndex, threads: Int, answer: @escaping @Sendable (PackageSearcher, String) -> Answer,
        deliver: @escaping @Sendable (Answer) -> Void
    ) {
        let threads = max(1, threads)
        room = DispatchSemaphore(value: threads * Self.underWay)
        self.deliver = deliver
        let queue = DispatchQueue(label: "fdnix.batch", attributes: .concurrent)
        for _ in 0..<threads {
            queue.async(group: workers) { self.run(PackageSearcher(index), answer) }
        }
    }

    /// Queries a thread that may be read, or answered, before the oldest answer is given.
    private static var underWay: Int { 64 }

    /// Adds a query; waits while too many are under way.
    public func submit(_ text: String) {
        room.wait()
        state.withLock { state in
            state.waiting.append((state.submitted, text))
            state.submitted += 1
        }
        work.signal()
    }

    /// Waits until every answer has been given. Nothing may be submitted afterwards.
    public func finish() {
        work.signal()
        workers.wait()
    }

    private func run(_ searcher: PackageSearcher, _ answer: (PackageSearcher, String) -> Answer) {
        while true {
            work.wait()
            let next = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
            guard let (number, text) = next else {
                // A signal without work says that there will be no more; the next thread must hear it, too.
                work.signal()
                return
            }
            let found = answer(searcher, text)
            state.withLock { $0.answers[number] = found }
            deliverReady()
        }
    }

    /// Gives the answers that are next in order. Whoever comes while another does this leaves it to them, or follows.
    private func deliverReady() {
        output.withLock { _ in
            while let next = state.withLock({ state -> Answer? in
                guard let answer = state.answers.removeValue(forKey: state.delivered) else { return nil }
                state.delivered += 1
                return answer
            }) {
                deliver(next)
                room.signal()
            }
        }
    }
}
