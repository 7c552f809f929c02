/// How much a page may take of the machine before another parser is tried, or it is refused.
struct HTMLLimits: Sendable {
    /// Bytes of the tree that gumbo builds.
    var treeBytes = 256 << 20
    /// Time on the processor for each of the two parsers.
    var parsingTime: Duration = .seconds(10)
}
