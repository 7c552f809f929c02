import Basics
import Synchronization

/// The time as servers see it: this machine's, corrected by what a server that refused a signature for its time said.
final class ServerClock: Sendable {
    private let offset = Mutex(0)
    private let now: @Sendable () -> Int

    /// `now` gives milliseconds since 1970.
    init(now: @escaping @Sendable () -> Int) { self.now = now }

    /// Seconds since 1970, as servers count them.
    var seconds: Int { (now() + offset.withLock { $0 }) / 1000 }

    /// Takes over a server's time; false where that changes little, so that the time cannot have been the trouble.
    func correct(to serverSeconds: Int) -> Bool {
        let new = serverSeconds * 1000 - now()
        return offset.withLock { offset in
            guard abs(new - offset) > Self.tolerance else { return false }
            offset = new
            return true
        }
    }

    /// Servers take signatures of up to five or fifteen minutes ago, in milliseconds.
    private static let tolerance = 120_000
}
