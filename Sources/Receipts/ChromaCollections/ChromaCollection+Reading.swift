import Basics
import HTTPTypes
import JSON
public import ReceiptCollections
public import ReceiptModel
public import Segments

extension ChromaCollection {
    /// Asks the server for the collection, so that what is wrong with either shows; one that is not there is empty.
    public func prepare() async throws {
        try await reading(()) { collection in try collection.answer.checkDistance() }
    }

    /// What the server says of the collection: its own number of dimensions, and the model that whoever made it wrote down.
    public func vectors() async throws -> KnownVectors {
        try await reading(KnownVectors()) { collection in
            let answer = collection.answer
            return KnownVectors(model: answer.space?.model, dimension: answer.dimension ?? answer.space?.dimension)
        }
    }

    /// The `limit` nearest records by squared Euclidean distance that the filter admits, as the server's graph finds them; with
    /// `isExact` every vector is read and compared. Throws `usage` for a vector of another size.
    public func nearest(
        _ vector: [Float], limit: Int, filter: MetadataFilter?, isExact: Bool
    ) async throws -> [NearestRecords.Match] {
        guard limit > 0 else { return [] }
        return try await reading([]) { collection in
            try collection.answer.checkDistance()
            if let dimension = collection.answer.dimension, vector.count != dimension {
                throw FdnixError(.usage, "a vector of \(vector.count) numbers is compared with those of \(dimension)")
            }
            let filter = filter.flatMap { $0.wanted.isEmpty ? nil : $0 }
            return isExact
                ? try await collection.exactlyNearest(vector, limit, filter)
                : try await collection.nearest(vector, limit, filter)
        }
    }

    /// The records with these ids, in the order of the ids; those that are not there are left out.
    public func records(_ ids: [String]) async throws -> [CollectionRecord] {
        guard !ids.isEmpty else { return [] }
        return try await reading([]) { try await $0.records(inOrderOf: ids) }
    }

    /// Reads all there is. Throws `corrupt` where records and vectors contradict each other, `conflict` where the collection
    /// changes all the time.
    public func verify() async throws -> CollectionSummary {
        let space = try await reading(VectorSpace?.none) { $0.answer.space }
        var count = 0
        var dimension = space?.dimension
        try await forEach(batchesOf: 1000) { batch in
            for record in batch {
                let (count, wanted) = (record.vector.count, dimension ?? record.vector.count)
                guard count == wanted, record.vector.allSatisfy(\.isFinite) else {
                    throw FdnixError(
                        .corrupt,
                        "\(serverName): the vector of \(record.record.id) is not one of \(wanted) finite numbers, as the "
                            + "others are or the collection says; it has \(count)")
                }
                dimension = record.vector.count
            }
            count += batch.count
        }
        return CollectionSummary(name, version: nil, count: count, space: count > 0 ? space : nil)
    }

    /// Hands over all records in the order of their ids, at most `size` at a time; ids are all read before. Throws `conflict` where
    /// the collection changes all the time, or is removed or replaced meanwhile, and what `body` does.
    public func forEach(
        batchesOf size: Int, _ body: (_ batch: [CollectionRecord]) async throws -> Void
    ) async throws {
        guard let collection = try await present() else { return }
        var rest = try await unlessGone { try await collection.ids() }[...]
        while !rest.isEmpty {
            let ids = Array(rest.prefix(max(1, size)))
            let batch = try await unlessGone { try await collection.records(inOrderOf: ids) }
            if !batch.isEmpty { try await body(batch) }
            rest = rest.dropFirst(max(1, size))
        }
    }

    /// Reads from one collection, which is another than one of the same name that comes after it.
    private func unlessGone<T>(_ body: () async throws -> T) async throws -> T {
        do { return try await body() } catch let error as FdnixError where error.code == .notFound {
            throw FdnixError(
                .conflict, "the Chroma collection \(serverName) was removed or replaced while it was read; try again",
                underlying: error)
        }
    }
}

extension ServerCollection.Part {
    static let all: [ServerCollection.Part] = [.documents, .metadatas, .embeddings]
}

extension ServerCollection {
    /// The records with these ids, in the order of the ids; those that are not there are left out.
    func records(inOrderOf ids: [String]) async throws -> [CollectionRecord] {
        // Ids are bytes: strings are equal where their characters are, however those are written.
        var seen: Set<[UInt8]> = []
        let found = try await records(ids.filter { seen.insert(Array($0.utf8)).inserted }, Part.all)
        let records = Dictionary(
            found.map { (Array($0.record.id.utf8), CollectionRecord(record: $0.record, vector: $0.vector)) }
        ) { $1 }
        return ids.compactMap { records[Array($0.utf8)] }
    }

    /// All ids in their order. Throws `conflict` where that many never are there.
    func ids() async throws -> [String] {
        for _ in 0..<3 {
            var ids: Set<[UInt8]> = []
            try await all(nil, []) { page in ids.formUnion(page.map { Array($0.id.utf8) }) }
            if try await count() == ids.count {
                return ids.sorted { $0.lexicographicallyPrecedes($1) }.map { String(decoding: $0, as: UTF8.self) }
            }
        }
        throw FdnixError(
            .conflict, "the Chroma collection \(answer.name) changes while it is read; stop the compactor, or try again"
        )
    }

    fileprivate func nearest(
        _ vector: [Float], _ limit: Int, _ filter: MetadataFilter?
    ) async throws -> [NearestRecords.Match] {
        var json = JSONWriter()
        json.object { json in
            json.arrayMember("query_embeddings") { json in
                json.array { json in for number in vector { json.float(number) } }
            }
            let most = server.settings.isHosted ? ChromaLimits.hostedRecords : ChromaLimits.results
            json.member("n_results", min(limit, most))
            if let filter, let condition = ServerFilter.of(filter) { json.member("where", condition) }
            json.member("include", ["distances", "documents", "metadatas"])
        }
        return try QueryAnswer(try await server.send(.post, path("query"), json.bytes)).matches.inOrder(limit)
    }

    fileprivate func exactlyNearest(
        _ vector: [Float], _ limit: Int, _ filter: MetadataFilter?
    ) async throws -> [NearestRecords.Match] {
        let size = min(500, try await pageSize(Part.all))
        var matches: [NearestRecords.Match] = []
        var rest = try await ids()[...]
        while !rest.isEmpty {
            for found in try await records(Array(rest.prefix(size)), Part.all)
            where found.vector.count == vector.count && filter?.admits(found.record.metadata) ?? true {
                let distance = zip(vector, found.vector).reduce(Double(0)) { sum, pair in
                    let difference = Double(pair.0) - Double(pair.1)
                    return sum + difference * difference
                }
                matches.append(NearestRecords.Match(distance: Float(distance), record: found.record))
            }
            matches = matches.inOrder(limit)
            rest = rest.dropFirst(size)
        }
        return matches
    }
}

extension [NearestRecords.Match] {
    /// The nearest of them, equal ones by id.
    fileprivate func inOrder(_ limit: Int) -> [NearestRecords.Match] {
        let sorted = sorted { left, right in
            left.distance != right.distance
                ? left.distance < right.distance : left.record.id.utf8.lexicographicallyPrecedes(right.record.id.utf8)
        }
        return Array(sorted.prefix(limit))
    }
}
