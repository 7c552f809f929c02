import Basics
import HTTPTypes
import JSON
import ReceiptModel
import Segments

extension ServerCollection {
    /// Writes records over those with the same ids, as many at once as the server takes.
    func upsert(_ records: some Sequence<RecordWrite>, permit: @escaping Permit = {}) async throws {
        let limits = try await server.limits()
        var columns = RequestColumns(limits)
        var batch: [RecordWrite] = []
        for record in records {
            let encoded = try EncodedRecord(record, takesBase64: limits.takesBase64)
            if !columns.hasRoom(for: encoded) {
                try await send(batch, columns, permit)
                columns = RequestColumns(limits)
                batch = []
            }
            columns.add(encoded)
            batch.append(record)
        }
        if !columns.isEmpty { try await send(batch, columns, permit) }
    }

    private func send(_ batch: [RecordWrite], _ columns: RequestColumns, _ permit: @escaping Permit) async throws {
        try await server.send(.post, path("upsert"), columns.body, permit: permit) {
            let found = try await records(batch.map(\.id), [.documents, .metadatas, .embeddings])
            let stored = Dictionary(found.map { (Array($0.record.id.utf8), $0) }) { $1 }
            return batch.allSatisfy { write in
                stored[Array(write.id.utf8)].map { write.isStored(as: $0.record, $0.vector) } ?? false
            }
        }
    }

    /// What becomes of a record's metadata.
    struct Update: Sendable {
        var id: String
        /// What is new or another.
        var set: [String: JSONValue]
        /// What goes.
        var dropped: Set<String>
    }

    /// Changes metadata of records that are there; nothing becomes of others.
    func update(_ updates: [Update], permit: @escaping Permit = {}) async throws {
        let limits = try await server.limits()
        var columns = RequestColumns(limits)
        for update in updates {
            let encoded = EncodedRecord(
                update.id, try SentMetadata.of(update.set, dropping: update.dropped, record: update.id))
            if !columns.hasRoom(for: encoded) {
                try await server.send(.post, path("update"), columns.body, permit: permit)
                columns = RequestColumns(limits)
            }
            columns.add(encoded)
        }
        if !columns.isEmpty { try await server.send(.post, path("update"), columns.body, permit: permit) }
    }

    /// Removes records; those that are not there do not matter.
    func delete(_ ids: [String], permit: @escaping Permit = {}) async throws {
        let size = min(try await server.limits().records, 1000)
        var rest = ids[...]
        while !rest.isEmpty {
            let batch = Array(rest.prefix(size))
            let request: JSONValue = ["ids": .array(batch.map { .string($0) })]
            try await server.send(.post, path("delete"), request.encoded, permit: permit) {
                try await records(batch, []).isEmpty
            }
            rest = rest.dropFirst(size)
        }
    }
}

extension RecordWrite {
    /// Whether the server has the record as this write makes it.
    fileprivate func isStored(as record: Record, _ vector: [Float]) -> Bool {
        guard let sent = try? sent(), document == nil || document == record.document, self.vector.numbers == vector
        else { return false }
        return sent.allSatisfy { name, value in
            guard let stored = record.metadata[name] else { return value.isNull }
            return value.isKept(as: stored)
        }
    }
}

extension JSONValue {
    /// Whether the server makes another value of this one: it takes some numbers with a fraction for one beside them, as it
    /// reads decimals quickly.
    fileprivate func isKept(as other: JSONValue) -> Bool {
        switch (self, other) {
        case (.double(let left), .double(let right)): abs(left - right) <= 4 * left.ulp
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.isKept(as: $1) }
        default: self == other
        }
    }
}
