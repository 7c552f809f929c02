import AWS
import Synchronization

/// How AWS is asked, found out when something is first asked of it; all clients then share their keys.
final class AmazonAccess: Sendable {
    private let found = Mutex<AWSConfiguration?>(nil)

    /// What `environment` says, which is read once. Throws what it throws, and `usage` for what is wrong in it.
    func configuration(_ environment: () throws -> [String: String]) throws -> AWSConfiguration {
        try found.withLock { found in
            if let found { return found }
            let made = try AWSConfiguration(environment: try environment())
            found = made
            return made
        }
    }
}
