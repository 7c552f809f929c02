import Basics
import HTTPTypes
import JSON
import ReceiptModel
import Segments

/// A collection of a server, under the name that the server gave it.
struct ServerCollection: Sendable {
    /// Asked before every try of a write; ends it by throwing.
    typealias Permit = @Sendable () async throws -> Void

    let server: ChromaServer
    let answer: CollectionAnswer

    /// The collection of a name; nil where there is none. Throws what the server's requests do.
    static func find(_ name: String, on server: ChromaServer) async throws -> ServerCollection? {
        do {
            let body = try await server.send(.get, server.path("/\(PercentEncoding.encode(name))"))
            return ServerCollection(server: server, answer: try CollectionAnswer(body))
        } catch let error as FdnixError where error.code == .notFound { return nil }
    }

    /// The collection of a name, made where there is none. Throws `incompatible` for one whose vectors are of another kind.
    static func make(_ name: String, _ space: VectorSpace, on server: ChromaServer) async throws -> ServerCollection {
        let facts: JSONValue = [
            "model": .string(space.model), "dims": .integer(Int64(space.dimension)),
            "text_format": .string(space.textFormat),
        ]
        let request: JSONValue = [
            "name": .string(name), "get_or_create": true, "metadata": facts,
            "configuration": ["hnsw": ["space": "l2"]],
        ]
        let collection = ServerCollection(
            server: server, answer: try CollectionAnswer(try await server.send(.post, server.path(""), request.encoded))
        )
        try collection.answer.check(space)
        return collection
    }

    /// Removes the collection with all that is in it.
    func delete() async throws { try await Self.delete(answer.name, on: server) }

    /// Removes what has a name; nothing where there is none.
    static func delete(_ name: String, on server: ChromaServer) async throws {
        do {
            try await server.send(.delete, server.path("/\(PercentEncoding.encode(name))"))
        } catch let error as FdnixError where error.code == .notFound {}
    }

    func path(_ rest: String) -> String { server.path("/\(answer.id)/\(rest)") }

    /// How many records there are.
    func count() async throws -> Int {
        guard let count = try JSONValue.parse(try await server.send(.get, path("count"))).int else {
            throw FdnixError(.malformedInput, "the Chroma server did not say how many records there are")
        }
        return Int(count)
    }
}

// MARK: Reading

extension ServerCollection {
    /// What is asked for of a record beside its id.
    enum Part: String {
        case documents, metadatas, embeddings
    }

    /// One page of records, in the server's order.
    func get(
        ids: [String]? = nil, filter: JSONValue? = nil, _ parts: [Part], limit: Int? = nil, offset: Int? = nil
    ) async throws -> RecordAnswer {
        var json = JSONWriter()
        json.object {
            if let ids { $0.member("ids", ids) }
            if let filter { $0.member("where", filter) }
            if let limit { $0.member("limit", limit) }
            if let offset { $0.member("offset", offset) }
            $0.member("include", parts.map(\.rawValue))
        }
        return try RecordAnswer(try await server.send(.post, path("get"), json.bytes))
    }

    /// The records of these ids that are there, in no special order.
    func records(_ ids: [String], _ parts: [Part]) async throws -> [(record: Record, vector: [Float])] {
        let size = try await pageSize(parts)
        var found: [(record: Record, vector: [Float])] = []
        var rest = ids[...]
        while !rest.isEmpty {
            found += try await get(ids: Array(rest.prefix(size)), parts).records
            rest = rest.dropFirst(size)
        }
        return found
    }

    /// All records that a filter admits, page by page, in the server's order. Those that come or go meanwhile may be missed.
    func all(_ filter: JSONValue?, _ parts: [Part], _ body: ([Record]) throws -> Void) async throws {
        let size = try await pageSize(parts)
        var offset = 0
        while true {
            let page = try await get(filter: filter, parts, limit: size, offset: offset).records
            try body(page.map(\.record))
            guard page.count == size else { return }
            offset += size
        }
    }

    /// How many records an answer may have.
    func pageSize(_ parts: [Part]) async throws -> Int {
        let limits = try await server.limits()
        let most = server.settings.isHosted ? ChromaLimits.hostedRecords : 1000
        guard parts.contains(.embeddings), let dimension = answer.dimension ?? answer.space?.dimension else {
            return most
        }
        // A number has about 22 characters in an answer at most.
        return max(1, min(most, limits.bytes / (22 * dimension)))
    }
}
