import Basics
import DocumentReaders
public import JSON
public import ObjectStorage

/// Finds out by listing a bucket what notifications would have told: objects and sidecars that are new, changed or gone.
///
/// Objects that are as their rows say, or that are not documents by their names, are neither read nor written to the table.
public struct FolderScan: Sendable {
    private let cache: CacheTable
    private let name: String
    private let store: any ObjectStore
    private let update: CacheUpdate

    /// Scans `store`, which is the bucket `name` in the addresses of documents.
    public init(cache: CacheTable, bucket name: String, store: any ObjectStore) {
        self.cache = cache
        self.name = name
        self.store = store
        update = CacheUpdate(cache) { _ in store }
    }

    /// What a scan found in the bucket.
    public struct Report: Sendable, Equatable {
        /// How many objects the bucket has, sidecars included.
        public var objects = 0
        /// What came of those that changed.
        public var changes = CacheUpdate.Report()

        /// The report as it is logged and printed.
        public var json: JSONObject {
            var json: JSONObject = ["Objects": .integer(Int64(objects))]
            json.members += changes.json.members
            return json
        }
    }

    /// Brings the rows of the bucket's documents up to date. Throws what the listing and the table throw; a listing that
    /// ends early removes nothing.
    public func run() async throws -> Report {
        var report = Report()
        let rows = try await rows()
        var (seen, sidecars): (Set<String>, [String: String]) = ([], [:])
        var events: [ObjectEvent] = []
        for try await object in store.objects() {
            report.objects += 1
            if let parent = Sidecar.parent(of: object.key) {
                sidecars[uri(parent)] = object.tag
                continue
            }
            let uri = uri(object.key)
            // Files are told apart by their names; nobody has to ask for the type of one that is not a document.
            guard rows[uri] != nil || DocumentType(contentType: "", key: object.key) != nil else { continue }
            seen.insert(uri)
            if let row = rows[uri], row.status != .readyDelete, row.etag == object.tag { continue }
            events.append(event(object.key, .created(etag: object.tag, size: object.size)))
        }
        for (uri, row) in rows where row.status != .readyDelete && !seen.contains(uri) {
            events.append(ObjectEvent(try ObjectURI(uri), .removed))
        }
        try await apply(events, to: &report.changes)
        try await apply(sidecarEvents(seen, rows, sidecars), to: &report.changes)
        return report
    }

    private func rows() async throws -> [String: CacheRow] {
        var rows: [String: CacheRow] = [:]
        for status in CacheRow.Status.allCases {
            for try await row in cache.rows(status, prefix: uri("")) { rows[row.uri] = row }
        }
        return rows
    }

    /// The sidecars that are others than the rows know, those of new documents included.
    private func sidecarEvents(
        _ documents: Set<String>, _ rows: [String: CacheRow], _ sidecars: [String: String]
    ) throws -> [ObjectEvent] {
        try documents.compactMap { uri in
            let tag = sidecars[uri]
            guard tag != rows[uri]?.sidecarETag else { return nil }
            let key = Sidecar.key(of: try ObjectURI(uri).key)
            return event(key, tag.map { .created(etag: $0, size: nil) } ?? .removed)
        }
    }

    /// How many events are handled at once.
    private static let width = 32

    /// Handles events of different objects, several at once.
    private func apply(_ events: [ObjectEvent], to report: inout CacheUpdate.Report) async throws {
        var waiting = events.makeIterator()
        try await concurrently(width: Self.width) {
            waiting.next()
        } body: { event in
            try await update.run([event])
        } take: {
            report.add($0)
        }
    }

    private func uri(_ key: String) -> String { ObjectURI(bucket: name, key: key).text }

    private func event(_ key: String, _ change: ObjectEvent.Change) -> ObjectEvent {
        ObjectEvent(ObjectURI(bucket: name, key: key), change)
    }
}

extension CacheUpdate.Report {
    /// Adds what came of other events.
    fileprivate mutating func add(_ other: CacheUpdate.Report) {
        applied += other.applied
        unchanged += other.unchanged
        outdated += other.outdated
        failures += other.failures
    }
}
