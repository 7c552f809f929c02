import Basics
import Synchronization

/// The bells of a file's tables and queues, which are rung by who writes in this process.
final class Doorbells: Sendable {
    private let bells = Mutex<[String: Doorbell]>([:])

    /// The bell of a place.
    func of(_ location: String) -> Doorbell {
        bells.withLock { bells in
            if let bell = bells[location] { return bell }
            let bell = Doorbell()
            bells[location] = bell
            return bell
        }
    }
}
