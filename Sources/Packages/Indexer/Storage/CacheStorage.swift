import Basics
import Catalog
import Logging
import ObjectStorage

/// The vector cache in the bucket: fetched before texts are embedded, saved afterwards, and merged where another run saved
/// meanwhile.
struct CacheStorage {
    /// How often a save is tried while others are faster.
    private static let attempts = 3

    let storage: RunStorage
    let path: String

    /// Takes over what the bucket has; returns the tag of it, nil where it has none.
    func load() async throws -> String? {
        let key = storage.settings.cacheKey
        guard FileSystem.exists(path) else { return try await storage.fetch(key, to: path)?.tag }
        return try await merge()
    }

    /// Saves the cache over the version with `tag`, nil where there was none. Throws `conflict` where others were faster
    /// three times.
    func save(over tag: String?) async throws {
        var tag = tag
        for attempt in 1... {
            do {
                let condition = tag.map { PutCondition.ifMatches($0) } ?? .ifAbsent
                try await storage.store.put(
                    storage.settings.cacheKey, .file(path),
                    PutOptions(condition: condition, contentType: "application/octet-stream"))
                return
            } catch let error as FdnixError where error.code == .conflict && attempt < Self.attempts {
                Logger.embedding.info("another run saved the vector cache meanwhile; its vectors are taken over")
                tag = try await merge()
            }
        }
    }

    /// Adds the bucket's vectors to those here.
    private func merge() async throws -> String? {
        let other = AtomicFile.temporaryPath(for: path)
        defer {
            // After a success there is nothing to remove, and after a failure the failure tells more.
            try? CatalogFile.remove(other)
        }
        guard let info = try await storage.fetch(storage.settings.cacheKey, to: other) else { return nil }
        try await BlockingWork.run {
            let cache = try VectorCache(
                path: path, key: VectorCache.Key(modelID: "", dimension: 1, templateVersion: 0))
            try cache.merge(other)
            try cache.save()
        }
        return info.tag
    }
}
