/// How much an archive may hold; what counts is what is read, not what its headers say.
struct ZipLimits: Sendable {
    /// The most entries, of whatever kind.
    var entries = 10_000
    /// The most bytes that all entries together may expand to.
    var expandedBytes = 512 << 20
    /// The most times that an entry may be longer than its compressed form, where it is longer than `ratioFreeBytes`.
    var ratio = 200
    /// Entries up to this many bytes may have any ratio.
    var ratioFreeBytes = 1 << 20
}
