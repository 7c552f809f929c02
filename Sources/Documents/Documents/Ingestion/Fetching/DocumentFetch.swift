import Basics
import Digests
import DocumentReaders
import JSON
import ObjectStorage

/// Brings a document and its sidecar onto this machine's disk.
struct DocumentFetch {
    let cloud: DocumentCloud
    let folder: WorkingFolder
    let limit: Int
    let log: EventLog

    /// Fetches both. Throws `IngestionFailure`: `ERROR_READING_FILE` where the document cannot be had, `INVALID_CONTENT`
    /// where it is too large, `INTERNAL_ERROR` where the disk does not take it.
    func fetch(_ source: DocumentSource) async throws -> FetchedDocument {
        switch source {
        case .object(let uri):
            let store = cloud.bucket(uri.bucket)
            var document = try await object(uri.key, from: store)
            let key = Sidecar.key(of: uri.key)
            document.sidecar = await sidecar {
                let read = try await store.get(key)
                let bytes = try await read.collect(upTo: Self.sidecarLimit)
                return (bytes, read.info.tag)
            } tag: {
                try await store.head(key)?.tag
            }
            return document
        case .file(let path):
            var document = try await file(path)
            document.sidecar = await sidecar {
                let bytes = try FileSystem.read(Sidecar.key(of: path))
                return (bytes, try Digest.hash(.md5, bytes).hexadecimal)
            }
            return document
        }
    }

    private func object(_ key: String, from store: any ObjectStore) async throws -> FetchedDocument {
        let object = try await IngestionFailure.mapping(.errorReadingFile) { try await store.get(key) }
        try check(object.info.size)
        let target = folder.file("document")
        let writer = try IngestionFailure.rethrowing(.internalError) { try FileWriter(creating: target) }
        var pieces = object.body.makeAsyncIterator()
        while true {
            let next: [UInt8]?
            do { next = try await pieces.next() } catch { throw IngestionFailure(.errorReadingFile, error) }
            guard let piece = next else { break }
            try check(writer.offset + piece.count)
            try IngestionFailure.rethrowing(.internalError) { try piece.withUnsafeBytes { try writer.write($0) } }
        }
        try IngestionFailure.rethrowing(.internalError) { try writer.close() }
        return FetchedDocument(path: target, etag: object.info.tag.withoutQuotes, size: writer.offset)
    }

    private func file(_ path: String) async throws -> FetchedDocument {
        let target = folder.file("document")
        return try await IngestionFailure.mapping(.errorReadingFile) {
            guard let size = FileSystem.size(of: path) else { throw FdnixError(.notFound, "there is no file \(path)") }
            try check(size)
            return try await BlockingWork.run {
                try FileSystem.copy(path, to: target)
                let copy = ByteView(try MappedFile(path: target))
                return FetchedDocument(path: target, etag: try Digest.hash(.md5, copy).hexadecimal, size: copy.count)
            }
        }
    }

    private func check(_ size: Int) throws {
        guard size <= limit else {
            throw IngestionFailure(
                .invalidContent,
                "the document has \(size) bytes or more, over the limit of \(limit): split it, or raise MAX_DOCUMENT_BYTES"
            )
        }
    }

    /// A sidecar that is not there is fine; one that cannot be read is left out, with a warning. The row still gets its
    /// tag, lest every later look takes it for a new one.
    private func sidecar(
        _ read: () async throws -> ([UInt8], String), tag: () async throws -> String? = { nil }
    ) async -> FetchedSidecar {
        var sidecar = FetchedSidecar()
        do {
            let (bytes, tag) = try await read()
            sidecar.etag = tag.withoutQuotes
            sidecar.members = try Sidecar.parse(bytes).withoutNull
        } catch let error as FdnixError where error.code == .notFound {
            return sidecar
        } catch {
            log.warning("the file \(Sidecar.suffix) beside the document is left out: \(error)")
            // What may be read another time is new then.
            guard sidecar.etag == nil, let error = error as? FdnixError, !error.isRetryable, error.code != .conflict
            else { return sidecar }
            sidecar.etag = (try? await tag())?.withoutQuotes
        }
        return sidecar
    }

    /// Each of its members is kept with each chunk.
    private static let sidecarLimit = 1 << 20
}

extension String {
    /// A tag as rows keep it.
    var withoutQuotes: String { filter { $0 != "\"" } }
}

extension IngestionFailure {
    /// As `mapping`, for what does not wait.
    static func rethrowing<T>(_ status: IngestionStatus, _ body: () throws -> T) throws -> T {
        do { return try body() } catch { throw IngestionFailure(status, error) }
    }
}

extension JSONObject {
    /// The object without U+0000 in keys and strings, which Postgres refuses.
    var withoutNull: JSONObject {
        JSONObject(members.map { JSONObject.Member($0.key.withoutNull, $0.value.withoutNull) })
    }
}

extension JSONValue {
    fileprivate var withoutNull: JSONValue {
        switch self {
        case .string(let text): .string(text.withoutNull)
        case .array(let elements): .array(elements.map(\.withoutNull))
        case .object(let object): .object(object.withoutNull)
        default: self
        }
    }
}

extension String {
    /// The text without U+0000.
    var withoutNull: String {
        guard utf8.contains(0) else { return self }
        return String(UnicodeScalarView(unicodeScalars.filter { $0.value != 0 }))
    }
}
