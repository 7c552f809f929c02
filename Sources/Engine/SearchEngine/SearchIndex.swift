import Basics
import Embedding
import Text

/// An open search index: immutable, memory-mapped, shared by any number of searchers.
public final class SearchIndex: Sendable {
    /// The version of the file format that this program writes and reads.
    public static var formatVersion: UInt32 { IndexFormat.version }
    /// The path of its file, `(memory)` where it was opened from bytes.
    public var path: String { file.path }
    /// How many documents it holds.
    public var documentCount: Int { counts.documents }
    /// How many numbers a vector of the index has, 0 where it has none.
    public var dimension: Int { counts.dimension }
    /// How many distinct vectors it holds.
    public var vectorCount: Int { counts.vectors }
    /// Tells indexes of different contents apart.
    public var fingerprint: UInt64 { file.fingerprint }
    /// What the builder wrote about itself (JSON).
    public let buildInfo: ByteView
    /// The model that embedded the documents, nil where the index does not carry one along.
    public let model: ModelSections?
    /// What the documents are made of, as the application says.
    public let schema: IndexSchema

    let file: IndexFile
    let counts: IndexCounts
    let terms: StringTable
    let postings: PostingLists
    let names: NameTable
    let store: DocumentStore
    let facets: FacetTable
    let vectors: VectorStore
    let flags: MappedArray<UInt8>
    let priors: MappedArray<UInt8>
    let groups: VariantGroups
    let frequent: FrequentTerms

    /// Opens the index at `path`, which was built with `schema`. Throws `notFound`, `corrupt` or `incompatible`.
    public convenience init(path: String, schema: IndexSchema) throws {
        guard FileSystem.exists(path) else {
            throw FdnixError(.notFound, "no search index at \(path)")
        }
        try self.init(IndexFile(path: path), schema)
    }

    /// Opens an index held in memory, which was built with `schema`. Throws `corrupt` or `incompatible`.
    public convenience init(bytes: ByteView, schema: IndexSchema) throws {
        try self.init(IndexFile(path: "(memory)", view: bytes), schema)
    }

    private init(_ file: IndexFile, _ schema: IndexSchema) throws {
        self.file = file
        self.schema = schema
        counts = try IndexCounts(file)
        buildInfo = try file.section(.buildInfo)
        terms = try file.strings(.termOffsets, .terms, count: counts.terms)
        postings = try PostingLists(file, counts: counts)
        names = try NameTable(file, counts: counts)
        store = try DocumentStore(file, counts: counts)
        facets = try FacetTable(file, counts: counts, schema: schema)
        vectors = try VectorStore(file, counts: counts)
        flags = try file.array(.flags, of: UInt8.self, count: counts.documents)
        priors = try file.array(.priors, of: UInt8.self, count: counts.documents)
        groups = try VariantGroups(file, counts: counts)
        frequent = try FrequentTerms(file, counts: counts)
        model = try Self.model(in: file, dimension: counts.dimension)
    }

    private static func model(in file: IndexFile, dimension: Int) throws -> ModelSections? {
        guard let id = file.sectionIfPresent(.modelID) else { return nil }
        return try ModelSections(
            modelID: String(decoding: id.bytes, as: UTF8.self), dimension: dimension,
            vocabulary: file.section(.vocabulary), rows: file.section(.modelRows),
            scales: file.section(.modelScales))
    }

    // MARK: Documents

    /// A stored value of a document, by its place in the application's schema.
    public func stored(_ document: Int, _ field: Int) -> String { store.string(document, field) }

    /// Calls `body` with the bytes of a stored value; they are UTF-8, but for a damaged file.
    public func withStored<Result>(
        _ document: Int, _ field: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result { try body(store.value(document, field)) }

    /// Calls `body` with the bytes of each value that a document has in a facet column.
    public func forEachFacetValue(
        _ document: Int, _ column: FacetColumn, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) rethrows {
        for value in facets.members(document, column) { try body(facets.bytes(Int(value))) }
    }

    /// The values that a document has in a facet column; none for a document that the index does not have.
    public func facetValues(_ document: Int, _ column: FacetColumn) -> [String] { facets.values(document, column) }

    /// A document's flag bits, which mean what the application says; 0 for a document the index does not have.
    public func flags(of document: Int) -> UInt8 { flags[checked: document] ?? 0 }

    /// How good a result a document is whatever the query, 0...255.
    public func prior(of document: Int) -> UInt8 { priors[checked: document] ?? 0 }

    /// The documents that are variants of the same thing as `document`, itself left out.
    public func variants(of document: Int) -> [Int] {
        guard document >= 0, document < documentCount else { return [] }
        return groups.members(groups.group(of: document)).map { Int($0) }
            .filter { $0 != document && $0 < documentCount }
    }

    /// The document whose key is `key`, in any case where none has it as written.
    public func document(key: String) -> Int? {
        guard let name = names.index(of: NameTokenizer.key(key)) else { return nil }
        var exact: Int?
        var folded: Int?
        names.forEach(name) { entry in
            guard entry.kinds & NameKind.key.bit != 0, entry.document < documentCount else { return }
            let found = stored(entry.document, schema.names.key)
            if found == key { exact = exact ?? entry.document }
            if Folding.fold(found) == Folding.fold(key) { folded = folded ?? entry.document }
        }
        return exact ?? folded
    }

    /// A filter that passes documents with a value for which `matches` holds.
    public func filter(_ column: FacetColumn, where matches: (String) -> Bool) -> FacetFilter {
        FacetFilter(column: column, first: facets.sets(of: column).lowerBound, sets: facets.setsWhere(column, matches))
    }

    /// Section names and their sizes in bytes.
    public var sectionSizes: [(name: String, bytes: Int)] { file.sizes }
    /// Size of the file in bytes.
    public var size: Int { file.size }

    /// Reads the whole file: checksums, then the order and range of offsets. Throws `corrupt`.
    public func verify() throws {
        try file.verifyChecksums()
        let parts: [(String, Bool)] = [
            ("terms", terms.isSound), ("posting lists", postings.isSound), ("names", names.isSound),
            ("stored fields", store.isSound), ("facets", facets.isSound), ("vectors", vectors.isSound),
            ("variants", groups.isSound), ("frequent terms", frequent.isSound(postings)),
        ]
        for (name, sound) in parts where !sound {
            throw FdnixError(.corrupt, "\(path): the \(name) are damaged; build it again")
        }
    }
}

/// A decided filter on one facet column: for each distinct set of values, whether it passes.
public struct FacetFilter: Sendable {
    let column: FacetColumn
    /// The number of the column's first set.
    let first: Int
    let sets: [Bool]

    /// The filter that passes what this one does not.
    public var inverted: FacetFilter { FacetFilter(column: column, first: first, sets: sets.map { !$0 }) }

    /// The filter that passes what this one or another on the same column passes.
    public func union(_ other: FacetFilter) -> FacetFilter {
        precondition(column == other.column, "filters of two columns have no union")
        return FacetFilter(column: column, first: first, sets: zip(sets, other.sets).map { $0 || $1 })
    }

    @inline(__always)
    func passes(_ document: Int, _ facets: FacetTable) -> Bool {
        let set = facets.set(document, column) - first
        return set >= 0 && set < sets.count && sets[set]
    }
}
