/// Which runs stay when a new one is published.
public enum Retention {
    /// How many of the newest runs stay.
    public static let runsKept = 14

    /// The runs of `present` that go, oldest first: all but the newest, and never the one that readers are led to
    /// (before and after publishing).
    public static func expired(_ present: some Sequence<String>, keeping named: Set<String>) -> [String] {
        let ordered = Set(present).union(named).sorted()
        return ordered.dropLast(runsKept).filter { !named.contains($0) }
    }
}
