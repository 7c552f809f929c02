import Basics
import ObjectStorage
import ReceiptModel
import Segments

/// A pointer that is gone, though readers were led to versions that are there: whatever is published without them drops them.
extension SnapshotStore {
    /// Whether there is nothing that readers were led to, where the pointer was not found; false where it is there by now, as
    /// the first version may have been published meanwhile. Throws `notFound` where the pointer is lost. `known` gives a
    /// version that readers were led to once.
    func isWithoutVersions(known: () async -> String?) async throws -> Bool {
        let lost = try await lost(await known())
        guard !lost.isEmpty else { return true }
        guard try await pointer() == nil else { return false }
        throw self.lost(lost)
    }

    private func lost(_ names: [String]) -> FdnixError {
        let versions =
            names.count == 1
            ? "the version \(names[0]) is there: write its name to that key"
            : "the versions \(names.joined(separator: ", ")) are there: write the name of the one to that key that was "
                + "published last, as a compactor's log says"
        return FdnixError(
            .notFound,
            "the pointer \(keys.pointer) in \(bucket.location) is gone, and \(versions), or remove all below "
                + "\(keys.versions) to begin anew")
    }

    /// The versions of which one was the newest, the likeliest first; empty where nobody was led to any that is there: those
    /// were uploaded by who died before the first pointer.
    private func lost(_ known: String?) async throws -> [String] {
        let names = try await versionNames()
        var bases: [String: String] = [:]
        for name in names { bases[name] = try await base(of: name) }
        // Only what was published is a base, so that nothing follows the newest, or one that nobody was led to.
        let followed = Set(bases.values)
        if let known, names.contains(known), !followed.contains(known) { return [known] }
        let newest = names.filter { !followed.contains($0) && bases[$0].map(names.contains) == true }
        return Set(newest + newest.compactMap { bases[$0] }).sorted(by: >)
    }

    /// Throws `notFound` for versions of Chroma's, where there is nothing else: this program writes none, so that readers were
    /// led to one of them.
    func checkForeignVersions() async throws {
        for name in try await versionNames().reversed() {
            // What was uploaded in part is nobody's.
            let found = try await tolerant { try await look(keys.version(name)) } ?? nil
            if case .chroma? = found { throw lost([name]) }
        }
    }

    private func versionNames() async throws -> [String] {
        try await bucket.commonPrefixes(of: keys.versions).map {
            String($0.dropFirst(keys.versions.count).dropLast())
        }
    }

    /// What a version was made of; nil where that cannot be read.
    private func base(of name: String) async throws -> String? {
        try await tolerant { try await manifest(keys.version(name))?.baseVersion } ?? nil
    }

    /// What `body` gives; nil for what contradicts itself.
    private func tolerant<T>(_ body: () async throws -> T) async throws -> T? {
        do {
            return try await body()
        } catch let error as FdnixError where [.corrupt, .incompatible, .malformedInput].contains(error.code) {
            return nil
        }
    }
}
