public import Basics
public import Tables

/// Short names for pictures, frames and films of documents, by which texts refer to them.
public struct LinksTable: Sendable {
    let table: any Table
    let time: TimeSource

    /// Links in `table`.
    public init(_ table: any Table, time: TimeSource = .system) { (self.table, self.time) = (table, time) }

    /// The key of the table, and its index by document.
    public static let schema = TableSchema("uuid", indexes: ["GSI1": TableIndex("source_uri")])

    /// The five characters that stand for `original`, a link of `type` (`image`, `video-image`, `video-reference`) of a
    /// document: the same ones whenever it is asked for.
    public func link(_ original: String, type: String, of uri: String) async throws -> String {
        throw FdnixError(.incompatible, "the table of links is not written yet")
    }
}
