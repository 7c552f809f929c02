import Basics
public import DocumentStore

/// Removes what is stored of documents whose objects are gone.
///
/// The document is claimed meanwhile: where the object comes again, no task stores it before this is over, and what it
/// stores is not removed.
public struct DocumentRemoval: Sendable {
    private let cloud: DocumentCloud
    private let store: any DocumentStore

    /// Removes from the tables and buckets of `cloud`, and from `store`; without a media bucket there are no pictures.
    public init(_ cloud: DocumentCloud, _ store: any DocumentStore) {
        self.cloud = cloud
        self.store = store
    }

    /// Removes a document's chunks from every collection, its pictures, its frames and transcripts, its links, and its row
    /// last; false, with all that is stored kept or to be stored anew, where the object is there again. `run` is whom the claim names. Where this ends
    /// halfway the next run does it again. Throws what tables and stores throw.
    @discardableResult
    public func remove(_ uri: String, run: String) async throws -> Bool {
        let id = RandomUUID.text()
        guard try await cloud.cache.change(uri, { $0.beginRemoval($1, uri, id: id, run: run) }) else { return false }
        try await store.remove(uri, from: nil)
        for name in Set([cloud.mediaBucket, cloud.framesBucket].compactMap { $0 }) {
            try await MediaFolder.remove(of: uri, in: cloud.bucket(name))
        }
        try await cloud.links.remove(of: uri)
        return try await cloud.cache.change(uri) { $0.endRemoval($1, id: id) }
    }
}
