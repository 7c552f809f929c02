import Basics

/// Where a publication is read from: a web server, a store, a directory.
protocol PublicationSource: Sendable {
    /// What names the place, so that a later run finds it again, and messages; without secrets.
    var address: String { get }

    /// The pointer and the tag of its version; nil where it still has the version `tag`. Throws `notFound` where
    /// nothing is published.
    func latest(unless tag: String?) async throws -> (bytes: [UInt8], tag: String?)?

    /// A small file in the folder of a run. Throws `notFound` where there is none, `corrupt` for one above `limit`
    /// bytes.
    func read(_ name: String, of run: String, upTo limit: Int) async throws -> [UInt8]

    /// Fetches a file in the folder of a run, going on from what an earlier call left in `directory`; returns its path
    /// there. Another length than `bytes` throws `corrupt`.
    func fetch(
        _ name: String, of run: String, bytes: Int, in directory: String, progress: any ProgressReporter
    ) async throws -> String
}
