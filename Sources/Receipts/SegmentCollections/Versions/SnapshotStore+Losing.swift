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
        let versions =
            lost.count == 1
            ? "the version \(lost[0]) is there: write its name to that key"
            : "the versions \(lost.joined(separator: ", ")) are there: write the name of the one to that key that a "
                + "compactor's log says was published last"
        throw FdnixError(
            .notFound,
            "the pointer \(keys.pointer) in \(bucket.location) is gone, and \(versions), or remove all below "
                + "\(keys.versions) to begin anew")
    }

    /// The versions of which one was the newest, the likeliest first; empty where nobody was led to any that is there: those
    /// were uploaded by who died before the first pointer.
    private func lost(_ known: String?) async throws -> [String] {
        let names = try await bucket.commonPrefixes(of: keys.versions).map {
            String($0.dropFirst(keys.versions.count).dropLast())
        }
        var bases: [String: String] = [:]
        for name in names { bases[name] = try await base(of: name) }
        // Only what was published is a base, and only the newest is none.
        let followed = Set(bases.values)
        let newest = names.filter { name in
            !followed.contains(name) && (name == known || bases[name].map(names.contains) == true)
        }
        return newest.sorted { ($0 == known ? 1 : 0, $0) > ($1 == known ? 1 : 0, $1) }
    }

    /// What a version was made of; nil where that cannot be read.
    private func base(of name: String) async throws -> String? {
        do {
            return try await manifest(keys.version(name))?.baseVersion
        } catch let error as FdnixError where [.corrupt, .incompatible, .malformedInput].contains(error.code) {
            return nil
        }
    }
}
