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
    public var model: ModelSections?
    /// The saturation of the lexical score.
    public var parameters = BM25F()
    /// What the documents are made of.
    public let schema: IndexSchema
    /// More bytes of text than this are refused: offsets have 32 bits, and a text is written up to four times.
    var maximumTextBytes = 1 << 30

    /// A builder without vectors.
    public init(schema: IndexSchema) { self.schema = schema }

    /// Writes the index of `documents` at `path` (a temporary file; the caller renames it).
    ///
    /// Throws `usage` for documents or vectors that the format cannot hold, `io` where the file cannot be written.
    /// `progress` is called with the number of documents done, now and then, on any thread.
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
        guard !schema.fields.isEmpty else { throw FdnixError(.usage, "the index needs a text field at least") }
        try checkSize(of: documents)
        let documents = DocumentOrder.sorted(documents)
        var (writer, counts) = Self.merge(SideBySide.map(parts(documents, progress)))
        counts[.documents] = documents.count
        counts[.facetColumns] = schema.facets.count
        counts[.dimension] = dimension
        writer.add(.buildInfo, buildInfo)
        writer.add(.flags, documents.map(\.flags))
        writer.add(.priors, documents.map { UInt8(max(0, min(1, $0.prior)) * 255) })
        counts[.groups] = VariantGroups.encode(documents, into: &writer)
        if let model {
            writer.add(.modelID, Array(model.modelID.utf8))
            writer.add(.vocabulary, [UInt8](model.vocabulary.bytes))
            writer.add(.modelRows, [UInt8](model.rows.bytes))
            writer.add(.modelScales, [UInt8](model.scales.bytes))
        }
        writer.add(.counts, counts.encoded)
        try writer.write(to: path)
        progress(documents.count)
    }

    /// What a document holds of text in all its forms.
    private static func textBytes(of document: IndexDocument) -> Int {
        let names =
            document.names.reduce(0) { $0 + $1.text.utf8.count }
            + document.knownAs.reduce(0) { $0 + $1.text.utf8.count }
        let texts = document.texts.values.reduce(0) { $0 + $1.utf8.count }
        let facets = document.facets.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1.utf8.count } }
        return document.stored.reduce(names + texts + facets) { sum, value in
            switch value {
            case .inline(let text), .shared(let text): sum + text.utf8.count
            }
        }
    }

    /// Throws before any work, rather than trapping in the middle of it.
    private func checkSize(of documents: [IndexDocument]) throws {
        let bytes = documents.reduce(0) { $0 + Self.textBytes(of: $1) }
        guard bytes <= maximumTextBytes else {
            throw FdnixError(
                .usage,
                "the documents hold \(bytes) bytes of text, and one index holds \(maximumTextBytes): leave long texts "
                    + "out, or make several indexes")
        }
    }

    /// Sections and counts that one piece of the work makes.
    private typealias Part = (writer: IndexFileWriter, counts: [(IndexFormat.Count, Int)])

    /// The pieces of the work that need nothing of each other, the longest first.
    private func parts(_ documents: [IndexDocument], _ progress: @escaping @Sendable (Int) -> Void)
        -> [@Sendable () -> Part]
    {
        let (parameters, vectors, dimension, schema) = (parameters, vectors, dimension, schema)
        return [
            {
                var part: Part = (IndexFileWriter(), [])
                var lexical = LexicalBuilder(schema.fields, parameters: parameters)
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
                let facets = FacetTable.encode(documents, columns: schema.facets.count, into: &part.writer)
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
}
