import Basics
import Catalog
import DuckDB
import Logging
import ObjectStorage

/// The vector cache in the bucket: taken over before texts are embedded, saved when new vectors came, and merged where
/// another run saved meanwhile.
final class CacheStorage {
    /// How often a save is tried while others are faster.
    private static let attempts = 3

    private let storage: RunStorage
    /// The version in the bucket that the cache here has taken over; nil where there was none.
    private var tag: String?

    init(_ storage: RunStorage) { self.storage = storage }

    /// Takes over what the bucket has. A file there that cannot be read saves no work, and is replaced by the next
    /// save.
    func load(into cache: VectorCache) async throws {
        let other = AtomicFile.temporaryPath(for: cache.path)
        // After a success there is nothing to keep, and after a failure the failure tells more.
        defer { try? CatalogFile.remove(other) }
        guard let info = try await storage.fetch(storage.settings.cacheKey, to: other) else {
            tag = nil
            return
        }
        tag = info.tag
        do {
            try await BlockingWork.run { try await cache.interrupter.stoppingOnCancellation { try cache.merge(other) } }
        } catch let error as FdnixError where error.code == .database || error.code == .corrupt {
            Logger.embedding.warning("the vector cache in \(storage.store.location) is of no use: \(error)")
        }
    }

    /// Saves the cache, whose data must be in its file. Throws `conflict` where others were faster three times.
    func save(_ cache: VectorCache) async throws {
        for attempt in 1... {
            do {
                let condition = tag.map { PutCondition.ifMatches($0) } ?? .ifAbsent
                let options = PutOptions(condition: condition, contentType: "application/octet-stream")
                tag = try await storage.store.put(storage.settings.cacheKey, .file(cache.path), options).tag
                return
            } catch let error as FdnixError where error.code == .conflict && attempt < Self.attempts {
                Logger.embedding.info("another run saved the vector cache meanwhile; its vectors are taken over")
                try await load(into: cache)
                _ = try await BlockingWork.run { try cache.save() }
            }
        }
    }
}
