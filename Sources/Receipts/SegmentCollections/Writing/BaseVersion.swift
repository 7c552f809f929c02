import Basics
import ReceiptCollections
import ReceiptModel
import Segments

/// The version that a next one is made of, wherever it lies and whoever wrote it.
struct BaseVersion: Sendable {
    /// What readers are led to it by; nil for a version that nothing points at.
    var pointer: SnapshotStore.Pointer?
    /// What it is made of; nil for a collection without a version.
    var manifest: SnapshotManifest?
    /// What the keys of its files begin with; nil where the store does not have them.
    var prefix: String?
    /// Where its files lie that were converted just now.
    var conversion: ChromaConversion?

    /// The version as far as the store has it, to be copied from.
    var stored: (manifest: SnapshotManifest, prefix: String)? {
        guard let manifest, let prefix else { return nil }
        return (manifest, prefix)
    }

    /// Reads what the pointer leads to, or what there is without one.
    static func read(_ collection: SegmentCollection) async throws -> BaseVersion {
        let (found, pointer) = try await collection.store.find(known: collection.nearby)
        var base = BaseVersion(pointer: pointer)
        let now = ReceiptTime.now(collection.time)
        let (name, settings) = (collection.name, collection.settings)
        switch found {
        case .segments(let manifest, let prefix): (base.manifest, base.prefix) = (manifest, prefix)
        case .chroma(let source, _):
            base.conversion = try await ChromaConversion(
                source, name, version: pointer?.version ?? "chroma", settings, at: now)
        case .nothing:
            guard let directory = try await collection.cache.chromaRoot() else {
                try await collection.store.checkForeignVersions()
                break
            }
            base.conversion = try await ChromaConversion(
                directory: directory, name, version: "chroma", settings, at: now)
        }
        if let conversion = base.conversion { base.manifest = conversion.manifest }
        return base
    }
}
