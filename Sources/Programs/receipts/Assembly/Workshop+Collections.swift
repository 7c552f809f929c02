import Basics
import ChromaCollections
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Receipts
import SegmentCollections
import Settings
import Tables

extension Workshop {
    /// One of the two collections, in whatever keeps it.
    func collection(
        _ name: CollectionName, _ cloud: ReceiptCloud? = nil
    ) async throws -> any CollectionReader & CollectionWriter {
        let settings = try read { settings in CollectionSettings(&settings, CloudSettings(&settings)) }
        switch settings.backend {
        case .segments: return try await segments(name, cloud)
        case .chroma: return try await chroma(name, cloud, settings)
        }
    }

    /// The collection as versions made of segments.
    func segments(_ name: CollectionName, _ cloud: ReceiptCloud? = nil) async throws -> SegmentCollection {
        let (cloud, space) = (try await shared(cloud), try space())
        let settings = try read { settings in CollectionSettings(&settings, CloudSettings(&settings)) }
        return kept(name) {
            SegmentCollection(
                name, bucket: cloud.collections,
                settings: SegmentSettings(
                    root: settings.root, mode: settings.mode,
                    keyTemplate: settings.keyTemplate, fallbackTemplate: settings.fallbackTemplate,
                    keepS3: settings.keptObjects, keepRoot: settings.keptAtRoot,
                    minimumAgeMinutes: settings.minimumAgeMinutes, space: space,
                    temporaryDirectory: temporaryDirectory),
                events: events.of(name))
        }
    }

    /// The collection in a running Chroma server; `url` in place of the configured one.
    func chroma(_ name: CollectionName, _ cloud: ReceiptCloud? = nil, url: String? = nil) async throws
        -> ChromaCollection
    {
        let settings = try read { settings in CollectionSettings(&settings, CloudSettings(&settings)) }
        return try await chroma(name, cloud, settings, url: url)
    }

    private func chroma(
        _ name: CollectionName, _ cloud: ReceiptCloud?, _ settings: CollectionSettings, url: String? = nil
    ) async throws -> ChromaCollection {
        guard let url = url ?? settings.server else {
            throw FdnixError(.usage, CollectionSettings.withoutServer)
        }
        let server = ChromaServer(
            try ChromaSettings(
                url: url, tenant: settings.tenant, database: settings.database,
                token: try await secret(settings.token), prefix: settings.prefix),
            events: events.of(name))
        // The table has the leases of those who write. Where nothing is kept, somebody only reads, and makes no file for it.
        let isThere = isThere(try places())
        let table: any Table =
            cloud == nil && !isThere ? MemoryTable(RunTable.schema) : try await shared(cloud).table
        return ChromaCollection(name, server: server, table: table, space: try space(), events: events.of(name))
    }

    /// Whether a Chroma server keeps the collections.
    func hasServer() throws(FdnixError) -> Bool {
        try read { settings in CollectionSettings(&settings, CloudSettings(&settings)) }.backend == .chroma
    }

    private func shared(_ cloud: ReceiptCloud?) async throws -> ReceiptCloud {
        if let cloud { return cloud }
        return try await self.cloud()
    }
}
