import Basics
import ObjectStorage
import ReceiptCollections
import ReceiptEvents
import ReceiptModel
import Segments

/// The version that this process reads, from the root or from the object store; looked after once a minute at most.
actor CollectionCache {
    private let name: CollectionName
    private let store: SnapshotStore
    private let settings: SegmentSettings
    private let events: ReceiptEvents
    private let time: TimeSource
    private var opened: OpenVersion?
    private var conversion: (prefix: String, isBelowRoot: Bool, folder: ChromaConversion)?
    private var looked: Int?
    /// How many versions were taken over.
    private var installs = 0
    private var looking: Task<Void, any Error>?
    private var hasToldOfRoot = false
    private var rootFailures = RootFailures()

    /// How long what was found is taken for the newest, in milliseconds.
    private static let freshness = 60_000
    /// How long a root may take to be opened.
    private static let patience = Duration.seconds(20)

    init(
        _ name: CollectionName, _ store: SnapshotStore, _ settings: SegmentSettings, _ events: ReceiptEvents,
        _ time: TimeSource
    ) {
        self.name = name
        self.store = store
        self.settings = settings
        self.events = events
        self.time = time
    }

    /// The version to read; nil where there is none anywhere. `now`: look even if somebody just has; a look that
    /// is under way will do.
    func version(now: Bool = false) async throws -> OpenVersion? {
        if !now, let looked, (0..<Self.freshness).contains(time.now() - looked) { return opened }
        // One look for all who wait.
        let task =
            looking
            ?? Task {
                defer { looking = nil }
                try await look()
            }
        looking = task
        try await task.value
        return opened
    }

    /// Says in the log that what is read lies below the root: once, and where it is true.
    func tellOfRoot() {
        guard readsRoot, !hasToldOfRoot else { return }
        hasToldOfRoot = true
        events.info("Using EFS-backed Chroma for read-only access")
    }

    private var readsRoot: Bool {
        guard let opened else { return false }
        // Without a directory it is what was converted last.
        guard let directory = opened.directory else { return conversion?.isBelowRoot == true }
        return directory.path.hasPrefix("\(settings.root)/")
    }

    /// The place that versions are put into; with `efs` there is no other than the root, whatever it does.
    private var place: CachePlace {
        let isRoot = settings.mode == .efs || settings.mode == .auto && rootFailures.isUsable
        return CachePlace(isRoot ? settings.root : temporaryRoot, name)
    }

    /// Another one for another bucket: what is there is served where the bucket cannot be reached.
    private var temporaryRoot: String {
        let hash = Array("\(store.bucket.location) \(store.keys.pointer)".utf8).withUnsafeBytes { XXHash64.hash($0) }
        return "\(settings.temporaryDirectory)/receipts-collections-\(UInt32(truncatingIfNeeded: hash).hexadecimal)"
    }

    /// The version that lies nearby, whose files need not be fetched; nil where there is none.
    func nearby() async -> SnapshotDirectory? {
        rootFailures.forgive(at: time.now())
        guard rootFailures.isUsable || place.path != settings.root else { return nil }
        return await current(in: place)
    }

    /// The version in a place; nil also for a root that does not answer, which is left alone for a while.
    private func current(in place: CachePlace) async -> SnapshotDirectory? {
        do { return try await answer { place.current() } } catch {}
        guard !Task.isCancelled, place.path == settings.root else { return nil }
        events.warning("the root of the collections does not answer, and is left alone for a while")
        rootFailures.add(at: time.now())
        return nil
    }

    /// A directory of Chroma in the root's place, which readers take for the collection; nil where there is none. Throws `io`
    /// for a root that does not answer.
    func chromaRoot() async throws -> String? {
        guard settings.mode != .s3 else { return nil }
        let place = CachePlace(settings.root, name)
        return try await answer { place.chroma }
    }

    /// What is found in a place. Throws `io` where that takes too long: a file system that does not answer cannot be stopped, and
    /// is left to itself.
    private func answer<T: Sendable>(_ look: @escaping @Sendable () -> T) async throws -> T {
        let found = await TimeLimit.run(Self.patience, time) { await BlockingWork.run { look() } }
        if let found { return found }
        try Task.checkCancellation()
        throw FdnixError(.io, "a directory takes longer than \(Self.patience) to be opened")
    }

    /// Takes over a version that this process has just published.
    func install(_ manifest: SnapshotManifest, from path: @escaping @Sendable (WrittenFile) -> String) async throws {
        let (place, now) = (CachePlace(settings.root, name), ReceiptTime.now(time))
        guard settings.mode != .s3, rootFailures.isUsable else { return }
        let base = await current(in: place)
        guard rootFailures.isUsable else { return }
        let known = Set((base?.manifest.entries ?? []).map(\.file))
        if manifest.entries.allSatisfy({ known.contains($0.file) || FileSystem.exists(path($0.file)) }) {
            try await place.install(manifest, base: base, settings, at: now, moving: false, from: path)
        } else {
            let prefix = store.keys.version(manifest.version)
            try await place.restore(manifest, from: store, prefix: prefix, settings, at: now)
        }
        // Opened by whoever reads next: a compactor opens what it touches.
        installs += 1
        looked = nil
    }
}

extension CollectionCache {
    private func look() async throws {
        let installs = installs
        rootFailures.forgive(at: time.now())
        if settings.mode == .efs {
            opened = try await openPlace()
        } else if settings.mode == .s3 || !rootFailures.isUsable {
            try await follow(place)
        } else {
            do {
                try await follow(place)
                rootFailures = RootFailures()
            } catch let error as FdnixError where error.code == .io {
                events.warning("the root of the collections cannot be used: \(error.message)")
                rootFailures.add(at: time.now())
                try await follow(place)
            }
        }
        // What was looked for before an installation may be the version before.
        looked = installs == self.installs ? time.now() : nil
    }

    /// What lies in the place, in whatever form. Throws `io` where that takes too long.
    private func openPlace() async throws -> OpenVersion? {
        let (place, known) = (place, opened)
        let found = try await answer { () -> OpenVersion? in
            guard let directory = place.current() else { return nil }
            // What is mapped already stays so.
            if let known, known.directory?.path == directory.path { return known }
            return place.open()
        }
        if let found { return found }
        guard let chroma = settings.mode == .s3 ? nil : place.chroma else { return nil }
        return try await convert(prefix: chroma, isBelowRoot: true) { try await self.converted(directory: chroma) }
    }

    private func converted(directory: String) async throws -> ChromaConversion {
        try await ChromaConversion(directory: directory, name, version: "chroma", settings, at: .now(time))
    }

    /// Opens what the pointer leads to, from the place where that is there, else after fetching it.
    private func follow(_ place: CachePlace) async throws {
        let current = try await openPlace()
        do {
            // A place leads to the latest it was given; the pointer may have been led back to one before.
            if let pointer = try await store.pointer() {
                if let current, current.name == pointer.version {
                    opened = current
                    return
                }
                if let opened, opened.name == pointer.version, opened.directory.map(place.has) == true { return }
            }
            try await fetch(into: place, instead: current)
        } catch let error as FdnixError where current != nil && error.code != .io {
            // Older is better than nothing; the next look may find what is newer.
            events.count(.snapshotDownloadError)
            events.warning("the newest snapshot of \(name.rawValue) cannot be read: \(error.message)")
            opened = current
        } catch let error as FdnixError where error.code != .io {
            events.count(.snapshotDownloadError)
            throw error
        }
    }

    private func fetch(into place: CachePlace, instead current: OpenVersion?) async throws {
        let (found, pointer) = try await store.find { current?.name }
        switch found {
        case .nothing:
            opened = current
            guard current == nil else { return }
            if rootFailures.isUsable, try await chromaRoot() != nil { return }
            try await store.checkForeignVersions()
        case .segments(let manifest, let prefix):
            if current?.name == manifest.version || (pointer == nil && current != nil) {
                opened = current
                return
            }
            events.info(
                current == nil
                    ? "Restoring snapshot for \(name.rawValue)"
                    : "Refreshing \(name.rawValue) to \(manifest.version)")
            opened = try place.open(
                try await place.restore(manifest, from: store, prefix: prefix, settings, at: .now(time)))
        case .chroma(let source, let prefix):
            if pointer == nil, let current { return opened = current }
            let version = pointer?.version ?? "chroma"
            if conversion?.prefix != prefix { events.info("Restoring snapshot for \(name.rawValue)") }
            opened = try await convert(prefix: prefix, name: pointer?.version) {
                try await ChromaConversion(source, self.name, version: version, self.settings, at: .now(self.time))
            }
        }
    }

    /// What was converted once is kept: whoever wrote it does not write it again.
    private func convert(
        prefix: String, name: String? = nil, isBelowRoot: Bool = false, _ make: () async throws -> ChromaConversion
    ) async throws -> OpenVersion? {
        if let conversion, conversion.prefix == prefix { return try conversion.folder.open(name: name) }
        let made = try await make()
        conversion = (prefix, isBelowRoot, made)
        return try made.open(name: name)
    }
}
