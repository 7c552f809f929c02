import Basics

/// When the root failed, and whether it is tried: again after a minute at first, then after pauses that grow, as each try of
/// a file system that does not answer holds readers up and leaves a thread behind.
struct RootFailures {
    private var count = 0
    private var pause: (since: Int, milliseconds: Int)?
    private static let pauses = Backoff(base: .seconds(60), cap: .seconds(1800))

    /// Whether the root is used.
    var isUsable: Bool { pause == nil }

    /// The root failed; it is not used for a while.
    mutating func add(at now: Int) {
        count += 1
        pause = (now, Int(Self.pauses.pause(after: count, random: 1).seconds * 1000))
    }

    /// Has the root tried again where that is due.
    mutating func forgive(at now: Int) {
        guard let pause, !(0..<pause.milliseconds).contains(now - pause.since) else { return }
        self.pause = nil
    }
}
