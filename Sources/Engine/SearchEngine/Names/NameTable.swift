import Basics
import Text

/// Every name in its separator-free form (`NameTokenizer.key`), sorted, with the documents that bear it.
struct NameTable: Sendable {
    /// The names themselves, sorted.
    let keys: StringTable
    private let lists: StringTable

    /// A document behind a name, what the name is to it (bits of `NameKind`), and its place among all that are given
    /// the name, where it is given and not its own.
    struct Entry {
        var document: Int
        var kinds: UInt8
        var rank: UInt8
    }

    init(_ file: IndexFile, counts: IndexCounts) throws {
        keys = try file.strings(.nameOffsets, .names, count: counts.names)
        lists = try file.strings(.nameListOffsets, .nameLists, count: counts.names)
    }

    var count: Int { keys.count }

    /// The bytes of name `index`.
    @inline(__always)
    subscript(index: Int) -> UnsafeRawBufferPointer { keys[index] }

    /// The number of a name.
    func index(of key: [UInt8]) -> Int? { key.withUnsafeBytes { keys.index(of: $0) } }

    /// The names that begin with `prefix`.
    func range(prefix: [UInt8]) -> Range<Int> { prefix.withUnsafeBytes { keys.range(prefix: $0) } }

    /// Calls `body` with each document that bears name `index`, in document order.
    @inline(__always)
    func forEach(_ index: Int, _ body: (Entry) -> Void) {
        let list = lists[index]
        var position = 0
        guard let count = Varint.read(list, &position) else { return }
        var document: UInt32 = 0
        for _ in 0..<count {
            guard let gap = Varint.read(list, &position), position < list.count else { return }
            document &+= gap
            let kinds = list[position]
            position += 1
            var rank: UInt8 = 0
            if kinds & NameKind.rankedBits != 0 {
                guard position < list.count else { return }
                rank = list[position]
                position += 1
            }
            body(Entry(document: Int(document), kinds: kinds, rank: rank))
        }
    }

    var isSound: Bool {
        guard keys.isSound, lists.isSound else { return false }
        for i in 1..<max(count, 1) where ByteOrder.compare(keys[i - 1], keys[i]) >= 0 { return false }
        return true
    }

    /// The four sections for `documents`.
    static func encode(_ documents: [IndexDocument], into writer: inout IndexFileWriter) -> Int {
        var table: [[UInt8]: [Entry]] = [:]
        for (i, document) in documents.enumerated() {
            for (kind, text) in document.names where !text.isEmpty {
                let key = NameTokenizer.key(text)
                guard !key.isEmpty, key.count <= maximumLength else { continue }
                table[key, default: []].merge(Entry(document: i, kinds: kind.bit, rank: 0))
            }
            for (kind, text, rank) in document.knownAs {
                let key = kind == .topic ? TopicKey.key(text) : NameTokenizer.key(text)
                guard !key.isEmpty, key.count <= maximumLength else { continue }
                table[key, default: []].merge(Entry(document: i, kinds: kind.bit, rank: UInt8(clamping: rank)))
            }
        }
        let sorted = table.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        let names = StringTable.encode(sorted.lazy.map(\.key))
        writer.add(.nameOffsets, names.offsets)
        writer.add(.names, names.blob)
        let lists = StringTable.encode(
            sorted.lazy.map { _, entries in
                var bytes: [UInt8] = []
                Varint.append(UInt32(entries.count), to: &bytes)
                var last = 0
                for entry in entries {
                    Varint.append(UInt32(entry.document - last), to: &bytes)
                    bytes.append(entry.kinds)
                    if entry.kinds & NameKind.rankedBits != 0 { bytes.append(entry.rank) }
                    last = entry.document
                }
                return bytes
            })
        writer.add(.nameListOffsets, lists.offsets)
        writer.add(.nameLists, lists.blob)
        return sorted.count
    }

    /// Longer names are found by their words only.
    static let maximumLength = 128
}

extension [NameTable.Entry] {
    /// Adds what a name is to a document; documents come in ascending order.
    fileprivate mutating func merge(_ entry: NameTable.Entry) {
        guard let last = indices.last, self[last].document == entry.document else { return append(entry) }
        let wasRanked = self[last].kinds & NameKind.rankedBits != 0
        let isRanked = entry.kinds & NameKind.rankedBits != 0
        self[last].kinds |= entry.kinds
        if isRanked { self[last].rank = wasRanked ? Swift.min(self[last].rank, entry.rank) : entry.rank }
    }
}
