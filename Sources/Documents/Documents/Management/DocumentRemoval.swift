public import DocumentStore
public import ObjectStorage

/// Removes what is stored of documents whose objects are gone.
///
/// The document is claimed meanwhile: where the object comes again, no task stores it before this is over, and what it
/// stores is not removed.
public struct DocumentRemoval: Sendable {
    private let cache: CacheTable
    private let links: LinksTable
    private let store: any DocumentStore
    private let media: (any ObjectStore)?

    /// Removes from these tables and stores; without a media bucket there are no pictures.
    public init(cache: CacheTable, links: LinksTable, store: any DocumentStore, media: (any ObjectStore)?) {
        self.cache = cache
        self.links = links
        self.store = store
        self.media = media
    }

    /// Removes a document's chunks from every collection, its pictures, its links, and its row last; false, with all that
    /// is stored kept or to be stored anew, where the object is there again. `run` is whom the claim names. Where this ends
    /// halfway the next run does it again. Throws what tables and stores throw.
    @discardableResult
    public func remove(_ uri: String, run: String) async throws -> Bool {
        let id = CacheTable.newID()
        guard try await cache.change(uri, { $0.beginRemoval($1, uri, id: id, run: run) }) else { return false }
        try await store.remove(uri, from: nil)
        if let media { try await MediaFolder.remove(of: uri, in: media) }
        try await links.remove(of: uri)
        return try await cache.change(uri) { $0.endRemoval($1, id: id) }
    }
}
