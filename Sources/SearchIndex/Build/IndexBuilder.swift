import Basics
import Embedding

/// Builds an index file from documents.
public struct IndexBuilder {
    /// What the index says of itself: JSON, opaque to the engine, printed by `stats`.
    public var buildInfo: [UInt8] = []
    /// The documents' embeddings, row-major, unit length; a document names its row.
    public var vectors: [Float] = []
    /// Numbers to a row of `vectors`; a multiple of 64, 0 without vectors.
    public var dimension = 0
    /// The model that embedded them, stored with the index so that queries are embedded alike.
    public var model: StaticModel?
    /// Field weights.
    public var parameters = BM25F()

    /// A builder without vectors.
    public init() {}

    /// Writes the index of `documents` at `path` (a temporary file; the caller renames it).
    public func write(
        _ documents: [IndexDocument], to path: String, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws {
        guard dimension % 64 == 0, dimension <= IndexFormat.maximumDimension else {
            throw FdnixError(
                .usage, "the index needs a vector length that is a multiple of 64, at most 4096, not \(dimension)")
        }
        guard documents.count <= IndexFormat.maximumDocuments else {
            throw FdnixError(.usage, "\(documents.count) documents are more than one index holds")
        }
        let documents = documents.sorted(by: Self.precedes)
        var (writer, counts) = Self.merge(SideBySide.map(parts(documents, progress)))
        counts[.documents] = documents.count
        counts[.facetColumns] = FacetColumn.allCases.count
        counts[.dimension] = dimension
        writer.add(.buildInfo, buildInfo)
        writer.add(.flags, documents.map(\.flags))
        writer.add(.priors, documents.map { UInt8(max(0, min(1, $0.prior)) * 255) })
        counts[.groups] = VariantGroups.encode(documents, into: &writer)
        if let model {
            writer.add(.modelID, Array(model.modelID.utf8))
            writer.add(.vocabulary, [UInt8](model.sections.vocabulary.bytes))
            writer.add(.modelRows, [UInt8](model.sections.rows.bytes))
            writer.add(.modelScales, [UInt8](model.sections.scales.bytes))
        }
        writer.add(.counts, counts.encoded)
        try writer.write(to: path)
        progress(documents.count)
    }

    /// Sections and counts that one piece of the work makes.
    private typealias Part = (writer: IndexFileWriter, counts: [(IndexFormat.Count, Int)])

    /// The pieces of the work that need nothing of each other, the longest first.
    private func parts(_ documents: [IndexDocument], _ progress: @escaping @Sendable (Int) -> Void)
        -> [@Sendable () -> Part]
    {
        let (parameters, vectors, dimension) = (parameters, vectors, dimension)
        return [
            {
                var part: Part = (IndexFileWriter(), [])
                var lexical = LexicalBuilder(parameters: parameters)
                for (i, document) in documents.enumerated() {
                    lexical.add(document)
                    if i.isMultiple(of: 1024) { progress(i) }
                }
                part.counts = [(.terms, lexical.encode(into: &part.writer))]
                return part
            },
            {
                var part: Part = (IndexFileWriter(), [])
                part.counts = [(.names, NameTable.encode(documents, into: &part.writer))]
                return part
            },
            {
                var part: Part = (IndexFileWriter(), [])
                let encoded = VectorStore.encode(documents, matrix: vectors, dimension: dimension, into: &part.writer)
                part.counts = [(.vectors, encoded)]
                return part
            },
            {
                var part: Part = (IndexFileWriter(), [])
                let stored = DocumentStore.encode(documents, into: &part.writer)
                let facets = FacetTable.encode(documents, into: &part.writer)
                part.counts = [
                    (.storedFields, stored.fields), (.interned, stored.shared), (.facetSets, facets.sets),
                    (.facetValues, facets.values),
                ]
                return part
            },
        ]
    }

    private static func merge(_ parts: [Part]) -> (IndexFileWriter, IndexCounts) {
        var writer = IndexFileWriter()
        var counts = IndexCounts()
        for part in parts {
            writer.append(part.writer)
            for (count, value) in part.counts { counts[count] = value }
        }
        return (writer, counts)
    }

    /// The order of document numbers is the order of ties: shorter keys first, then by bytes.
    private static func precedes(_ a: IndexDocument, _ b: IndexDocument) -> Bool {
        let (x, y) = (a.key.utf8, b.key.utf8)
        return x.count != y.count ? x.count < y.count : x.lexicographicallyPrecedes(y)
    }
}
