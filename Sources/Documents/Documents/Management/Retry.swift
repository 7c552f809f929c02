public import JSON

/// Gives documents that failed another chance.
public struct Retry: Sendable {
    private let cache: CacheTable

    /// Changes rows of `cache`.
    public init(_ cache: CacheTable) { self.cache = cache }

    /// How many documents got another chance.
    public struct Report: Sendable, Equatable {
        /// Documents that are tried again in the next run.
        public var retried = 0

        /// The report as it is printed.
        public var json: JSONObject { ["Retried": .integer(Int64(retried))] }
    }

    /// Has all documents that failed, or the one at `uri`, tried again. Throws what the table throws.
    public func run(uri: String? = nil) async throws -> Report {
        var report = Report()
        if let uri {
            if try await retry(uri) { report.retried += 1 }
            return report
        }
        for try await row in cache.rows(.failed) where try await retry(row.uri) { report.retried += 1 }
        return report
    }

    private func retry(_ uri: String) async throws -> Bool { try await cache.change(uri) { $0.retry($1) } }
}
