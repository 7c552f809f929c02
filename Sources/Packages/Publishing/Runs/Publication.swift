import Basics
public import ObjectStorage

/// A place where runs are published, and what is there.
public struct Publication: Sendable {
    /// The store that holds all its objects.
    public let store: any ObjectStore
    /// Where its objects are in the store.
    public let layout: PublicationLayout

    /// The publication at a place of a store.
    public init(_ store: any ObjectStore, _ layout: PublicationLayout) {
        self.store = store
        self.layout = layout
    }

    /// Which run readers are led to, and the tag of the pointer; nil where nothing is published yet. Throws
    /// `malformedInput` for a pointer that cannot be read, and what the store throws.
    public func latest() async throws -> (pointer: LatestPointer, tag: String)? {
        guard let (bytes, info) = try await small(layout.latestKey, LatestPointer.sizeLimit) else { return nil }
        return (try LatestPointer(bytes, from: place(layout.latestKey)), info.tag)
    }

    /// The manifest of a run. Throws `notFound` where its folder has none.
    public func manifest(of run: String) async throws -> RunManifest {
        let key = layout.folder(of: run) + RunManifest.name
        guard let (bytes, _) = try await small(key, RunManifest.sizeLimit) else {
            throw FdnixError.noObject(key, in: store)
        }
        return try RunManifest(bytes, from: place(key))
    }

    /// How many packages the run has that readers are led to; nil where nothing is published yet.
    public func publishedPackages() async throws -> Int? {
        guard let latest = try await latest() else { return nil }
        return try await packages(of: latest.pointer.runID)
    }

    /// How many packages a run has; nil where its manifest is gone, as after someone has cleaned up.
    func packages(of run: String) async throws -> Int? {
        do { return try await manifest(of: run).packages } catch let error as FdnixError where error.code == .notFound {
            return nil
        }
    }

    /// The keys in all run folders, by run.
    func runs() async throws -> [String: [String]] {
        var runs: [String: [String]] = [:]
        // Runs are named after the time: this leaves out most of what else a bucket may hold.
        for try await object in store.objects(prefix: layout.prefix + "2") {
            if let run = layout.run(of: object.key) { runs[run, default: []].append(object.key) }
        }
        return runs
    }

    func place(_ key: String) -> String { "\(store.location)/\(key)" }

    private func small(_ key: String, _ limit: Int) async throws -> ([UInt8], ObjectInfo)? {
        do {
            let object = try await store.get(key)
            let bytes = try await object.collect(upTo: limit)
            return (bytes, object.info)
        } catch let error as FdnixError where error.code == .notFound { return nil }
    }
}
