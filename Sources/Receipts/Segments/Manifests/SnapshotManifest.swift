public import Basics
import JSON
public import ReceiptModel

/// What a version of a collection is made of: `manifest.json`.
public struct SnapshotManifest: Sendable, Hashable {
    /// One file of the version.
    public struct Entry: Sendable, Hashable {
        /// Which part of the collection it is.
        public var shard: Int
        /// The file as it is known by its manifest.
        public var file: WrittenFile

        /// A part of the collection in a file.
        public init(shard: Int, file: WrittenFile) {
            self.shard = shard
            self.file = file
        }
    }

    /// The collection that it is a version of.
    public var collection: CollectionName
    /// The version's name, as the pointer has it.
    public var version: String
    /// The version that it was made of; nil for the first one.
    public var baseVersion: String?
    /// The model of the vectors, how many numbers they have, and the form of the texts.
    public var space: VectorSpace
    /// How many parts the collection has; those without a record have no file.
    public var shardCount: Int
    /// The files, by part, the largest of a part first; most parts have one.
    public var entries: [Entry]
    /// When the version was made.
    public var created: ReceiptTime

    /// A version of these files.
    public init(
        _ collection: CollectionName, version: String, baseVersion: String?, space: VectorSpace, shardCount: Int,
        entries: [Entry], created: ReceiptTime
    ) {
        self.collection = collection
        self.version = version
        self.baseVersion = baseVersion
        self.space = space
        self.shardCount = shardCount
        self.entries = entries.sorted {
            ($0.shard, -$0.file.bytes, $0.file.name) < ($1.shard, -$1.file.bytes, $1.file.name)
        }
        self.created = created
    }

    /// How many records the version has.
    public var count: Int { entries.reduce(0) { $0 + $1.file.records } }

    /// The files by part; those without a record have none.
    public var files: [Int: [WrittenFile]] { Dictionary(grouping: entries, by: \.shard).mapValues { $0.map(\.file) } }

    /// Whether the next version should have twice as many parts.
    public var needsMoreShards: Bool {
        !entries.isEmpty && entries.reduce(0) { $0 + $1.file.bytes } / shardCount > Shards.largestMean
    }

    /// The file as it is written: keys sorted, no blanks.
    public var encoded: [UInt8] {
        var writer = JSONWriter(capacity: 256 + 200 * entries.count)
        writer.object {
            $0.member("base_version", baseVersion)
            $0.member("collection", collection.rawValue)
            $0.member("count", count)
            $0.member("created_at", created.text)
            $0.member("dims", space.dimension)
            $0.member("model", space.model)
            $0.member("schema", 1)
            $0.arrayMember("segments") { writer in
                for entry in entries {
                    writer.object {
                        $0.member("bytes", entry.file.bytes)
                        $0.member("file", entry.file.name)
                        $0.member("md5", entry.file.md5)
                        $0.member("records", entry.file.records)
                        $0.member("sha256", entry.file.sha256)
                    }
                }
            }
            $0.member("shard_count", shardCount)
            $0.member("text_format", space.textFormat)
            $0.member("version", version)
        }
        return writer.bytes
    }

    /// Reads a manifest. Throws `corrupt` for one that contradicts itself, and for names that are not those of segments.
    public init(_ bytes: [UInt8]) throws(FdnixError) {
        let fields = try ManifestFields(bytes, "manifest.json")
        guard let collection = CollectionName(rawValue: try fields.string("collection")) else {
            throw fields.invalid("collection")
        }
        let shardCount = try fields.number("shard_count", from: 1)
        var entries: [Entry] = []
        for value in fields.json["segments"]?.array ?? [] {
            let part = ManifestFields(value, "manifest.json: a segment")
            let name = try part.string("file")
            guard let shard = Self.shard(of: name), shard < shardCount else { throw part.invalid("file") }
            let file = WrittenFile(
                name: name, sha256: try part.digest("sha256", 64), md5: try part.digest("md5", 32),
                bytes: try part.number("bytes", from: 0), records: try part.number("records", from: 0))
            guard name.hasSuffix("-\(file.sha256.prefix(16)).seg") else { throw part.invalid("sha256") }
            entries.append(Entry(shard: shard, file: file))
        }
        guard Set(entries.map(\.file.name)).count == entries.count else { throw fields.invalid("segments") }
        self.init(
            collection, version: try fields.string("version"), baseVersion: fields.json["base_version"]?.string,
            space: VectorSpace(
                model: try fields.string("model"), dimension: try fields.number("dims", from: 1),
                textFormat: try fields.string("text_format")),
            shardCount: shardCount, entries: entries, created: try fields.time("created_at"))
        guard try fields.number("count", from: 0) == count else { throw fields.invalid("count") }
    }

    /// The part that a file is, by its name `seg-007-0123456789abcdef.seg`; nil for every other name.
    private static func shard(of name: String) -> Int? {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "seg", parts[1].count >= 3, parts[2].count == 20,
            parts[2].hasSuffix(".seg"),
            parts[2].dropLast(4).allSatisfy({ "0123456789abcdef".contains($0) }),
            parts[1].allSatisfy({ ("0"..."9").contains($0) })
        else { return nil }
        return Int(parts[1])
    }
}
