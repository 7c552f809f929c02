import Synchronization

/// A body that is made when it is first asked for. Two that ask first at the same time make it one after the other.
final class KeptBody: Sendable {
    private let bytes = Mutex<[UInt8]?>(nil)

    /// The body, made by `make` unless it is there.
    func bytes(_ make: () -> [UInt8]) -> [UInt8] {
        bytes.withLock { bytes in
            if let bytes { return bytes }
            let made = make()
            bytes = made
            return made
        }
    }
}
