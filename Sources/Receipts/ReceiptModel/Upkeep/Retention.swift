/// Which versions of a snapshot are kept.
public enum Retention {
    /// A version that is there: its name, and when it was made.
    public struct Version: Sendable, Hashable {
        /// The version's name; names made later sort later.
        public var name: String
        /// When it was made.
        public var created: ReceiptTime

        /// A version of a name and an age.
        public init(_ name: String, created: ReceiptTime) {
            self.name = name
            self.created = created
        }
    }

    /// The versions that may go, oldest first: all but the newest `keep`, never a protected one (the one that is pointed at and
    /// its base), and none whose follower is younger than `minimumAge` minutes: somebody may still read it, or just be publishing it.
    public static func expired(
        _ versions: [Version], protected: Set<String>, keep: Int, minimumAge: Int, now: ReceiptTime
    ) -> [String] {
        let sorted = versions.sorted { ($0.created, $0.name) < ($1.created, $1.name) }
        return zip(sorted, sorted.dropFirst()).dropLast(max(keep, 1) - 1).filter { version, follower in
            !protected.contains(version.name) && follower.created.adding(minutes: minimumAge) <= now
        }.map(\.0.name)
    }
}
