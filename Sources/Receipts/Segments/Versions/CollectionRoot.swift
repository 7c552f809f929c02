import Basics
import Platform
public import ReceiptModel

/// The versions of one collection on a file system that several processes share, and the file that says which of them readers
/// use. It is a cache: what the object store points at is what counts.
public struct CollectionRoot: Sendable {
    private let path: String
    private let collection: CollectionName

    /// The versions of a collection below the root of all collections.
    public init(_ root: String, _ collection: CollectionName) {
        path = "\(root)/\(collection.rawValue)"
        self.collection = collection
    }

    private var versionsPath: String { "\(path)/versions" }
    private var currentPath: String { "\(path)/CURRENT" }

    /// The name of the version that readers use; nil where there is none.
    public var currentVersion: String? {
        guard let bytes = try? FileSystem.read(currentPath) else { return nil }
        let name = String(decoding: bytes, as: UTF8.self).trimmed
        return Self.isName(name) ? name : nil
    }

    /// The version that readers use; nil where there is none that is whole.
    public func current() -> SnapshotDirectory? {
        currentVersion.flatMap(version)
    }

    /// A version that is there and whole; nil where there is none of this name.
    public func version(_ name: String) -> SnapshotDirectory? {
        guard Self.isName(name), let opened = try? SnapshotDirectory(path: "\(versionsPath)/\(name)"),
            opened.manifest.collection == collection
        else { return nil }
        return opened
    }

    /// What the version that readers use is made of, whether or not all of it is there.
    private func currentManifest() -> SnapshotManifest? {
        currentVersion.flatMap {
            try? SnapshotManifest(FileSystem.read("\(versionsPath)/\($0)/\(SnapshotDirectory.manifestName)"))
        }
    }

    /// Builds a version beside the others and gives it its name when it is whole. Files of `base` are linked; `fetch` puts the others
    /// there, and has checked them: only their sizes are looked at here. A version that is there already stays. Gives the version as it lies there.
    /// Throws `corrupt`, `io`, and what `fetch` throws.
    @discardableResult
    public func install(
        _ manifest: SnapshotManifest, base: SnapshotDirectory?, at now: ReceiptTime,
        fetch: (WrittenFile, _ target: String) throws -> Void
    ) throws -> SnapshotDirectory {
        guard Self.isName(manifest.version) else {
            throw FdnixError(.corrupt, "a version's name cannot be that of a directory")
        }
        let target = "\(versionsPath)/\(manifest.version)"
        let installed: SnapshotDirectory
        if let there = try? SnapshotDirectory(path: target) {
            installed = there
        } else {
            try FileSystem.createDirectories(versionsPath)
            let temporary = AtomicFile.temporaryPath(for: target)
            try FileSystem.createDirectories(temporary)
            defer { Self.removeVersion(temporary) }
            try fill(temporary, manifest, base: base, at: now, fetch)
            if rename(temporary, target) != 0, (try? SnapshotDirectory(path: target)) == nil {
                // What lies there is not whole: somebody else's copy of files, cut short.
                Self.removeVersion(target)
                guard rename(temporary, target) == 0 else { throw FdnixError.io("publish", target) }
            }
            installed = try SnapshotDirectory(path: target)
        }
        try AtomicFile.syncDirectory(versionsPath)
        try lead(to: manifest)
        return installed
    }

    private func fill(
        _ directory: String, _ manifest: SnapshotManifest, base: SnapshotDirectory?, at now: ReceiptTime,
        _ fetch: (WrittenFile, String) throws -> Void
    ) throws {
        let known = Set((base?.manifest.entries ?? []).map(\.file))
        for file in manifest.entries.map(\.file) {
            let target = "\(directory)/\(file.name)"
            if let base, known.contains(file), Self.link("\(base.path)/\(file.name)", target, file) { continue }
            try fetch(file, target)
            guard FileSystem.size(of: target) == file.bytes else { throw SnapshotDirectory.contradiction(file) }
            try AtomicFile.sync(target)
        }
        try AtomicFile.write(manifest.encoded, to: "\(directory)/\(SnapshotDirectory.manifestName)")
        try AtomicFile.write(SnapshotHash.file(manifest, at: now), to: "\(directory)/\(SnapshotHash.name)")
    }

    /// Leads readers to a version, unless they are at a later one.
    private func lead(to manifest: SnapshotManifest) throws {
        let lock = try FileLock(waitingAt: "\(path)/.lock")
        defer { withExtendedLifetime(lock) {} }
        if let current = currentManifest(), (current.created, current.version) >= (manifest.created, manifest.version) {
            return
        }
        try AtomicFile.write(Array("\(manifest.version)\n".utf8), to: currentPath)
    }

    /// Removes versions that may go, never the one that is `used`, and what killed processes left half built; says which. A reader
    /// that has one open keeps what it has mapped.
    @discardableResult
    public func prune(keep: Int, minimumAge: Int, now: ReceiptTime, besides used: String? = nil) throws -> [String] {
        guard FileSystem.isDirectory(versionsPath) else { return [] }
        let names = try FileSystem.entries(of: versionsPath)
        let versions = names.filter(Self.isName).map(dated)
        let current = currentManifest()
        let protected = Set([current?.version, current?.baseVersion, used].compactMap { $0 })
        let expired = Retention.expired(
            versions, protected: protected, keep: keep, minimumAge: minimumAge, now: now)
        for name in expired + names.filter({ isAbandoned($0, now) }) { Self.removeVersion("\(versionsPath)/\(name)") }
        return expired
    }

    /// The version that was made before all others that are there; nil where there are none. Throws `io`.
    public func oldest() throws -> Retention.Version? {
        guard FileSystem.isDirectory(versionsPath) else { return nil }
        return try FileSystem.entries(of: versionsPath).filter(Self.isName).map(dated).min { $0.created < $1.created }
    }

    private func dated(_ name: String) -> Retention.Version {
        let changed = (FileSystem.modificationTime(of: "\(versionsPath)/\(name)") ?? 0) / 1000
        return Retention.Version(name, created: VersionName.time(of: name) ?? ReceiptTime(microseconds: changed))
    }

    /// The names of the segments of a version; none where it is not there.
    public func segments(of version: String) -> Set<String> {
        Set((try? FileSystem.entries(of: "\(versionsPath)/\(version)")) ?? [])
    }

    /// Whether a directory was begun more than a day ago and never got its name.
    private func isAbandoned(_ name: String, _ now: ReceiptTime) -> Bool {
        guard name.contains(".tmp-"), let changed = FileSystem.modificationTime(of: "\(versionsPath)/\(name)") else {
            return false
        }
        return ReceiptTime(microseconds: changed / 1000).adding(minutes: 24 * 60) < now
    }

    /// Names come from elsewhere, and become those of directories.
    private static func isName(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: ".")
            && !name.contains(".tmp-")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// Links a file, or copies it where the file system has no links; false where neither can be.
    private static func link(_ source: String, _ target: String, _ file: WrittenFile) -> Bool {
        if Platform.link(source, target) == 0 { return true }
        do {
            try FileSystem.copy(source, to: target)
            try SnapshotDirectory.check(target, file)
            try AtomicFile.sync(target)
            return true
        } catch { return false }
    }

    /// A version's directory is flat. What cannot be removed is left to the next time.
    private static func removeVersion(_ path: String) {
        for name in (try? FileSystem.entries(of: path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
