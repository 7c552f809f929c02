public import Basics
import Digests
public import Tables

/// Short names for pictures, frames and films of documents, by which texts refer to them.
public struct LinksTable: Sendable {
    /// What a short name stands for.
    public struct Link: Sendable, Hashable {
        /// The five characters that stand in texts.
        public let id: String
        /// The address of what it stands for.
        public let original: String
        /// What that is: `image`, `video-image`, `video-reference`.
        public let type: String
    }

    private let table: any Table
    private let time: TimeSource

    /// Links that are kept in `table`.
    public init(_ table: any Table, time: TimeSource = .system) { (self.table, self.time) = (table, time) }

    /// The key of the table, and its index by document.
    public static let schema = TableSchema("uuid", indexes: ["GSI1": TableIndex("source_uri")])

    /// The address by which links name an object, whatever serves it.
    public static func address(bucket: String, key: String) -> String {
        "https://\(bucket).s3.amazonaws.com/\(PercentEncoding.encode(key, keeping: "/"))"
    }

    /// How many names of one link may be taken by others. Each is taken with a chance of the number of all links in 916
    /// million.
    private static let tries = 64

    /// The five characters that stand for `original`, a link of `type` (`image`, `video-image`, `video-reference`) of a
    /// document: the same ones whenever it is asked for. Throws what the table throws.
    public func link(_ original: String, type: String, of uri: String) async throws -> String {
        let updates: [ItemUpdate] = [
            .set("original_link", .string(original)), .set("type", .string(type)), .set("source_uri", .string(uri)),
            .setIfAbsent("created_at", .int(time.now() / 1000)),
        ]
        for number in 0..<Self.tries {
            let id = try Self.id("\(uri)\n\(original)\n\(number)")
            do {
                try await table.update(
                    ItemKey(.string(id)), updates,
                    if: .any([.absent("uuid"), .equal("original_link", .string(original))]))
                return id
            } catch let error as FdnixError where error.underlying is ConditionFailure {
                // Another link has the name.
                continue
            }
        }
        throw FdnixError(
            .conflict,
            "\(Self.tries) names of a link of \(uri.printable(onOneLine: true)) belong to others: is the table full?")
    }

    /// The links of a document; one that was made within the last moments may be missing.
    public func links(of uri: String) async throws -> [Link] {
        var links: [Link] = []
        for try await item in table.items(ItemQuery(.string(uri), index: "GSI1")) {
            guard let id = item["uuid"]?.string, let original = item["original_link"]?.string else { continue }
            links.append(Link(id: id, original: original, type: item["type"]?.string ?? ""))
        }
        return links
    }

    /// Removes the links of a document; gives how many there were.
    @discardableResult
    public func remove(of uri: String) async throws -> Int {
        let links = try await links(of: uri)
        try await table.write(links.map { .delete(ItemKey(.string($0.id))) })
        return links.count
    }

    /// The last five digits of a text's SHA-256 in base 62.
    static func id(_ text: String) throws -> String {
        var number = try Digest.hash(.sha256, Array(text.utf8))
        var digits: [UInt8] = []
        for _ in 0..<5 {
            var rest = 0
            for place in number.indices {
                let value = rest << 8 | Int(number[place])
                (number[place], rest) = (UInt8(value / 62), value % 62)
            }
            digits.append(alphabet[rest])
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }

    private static let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)
}
