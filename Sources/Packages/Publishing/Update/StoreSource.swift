public import Basics
import HTTPTransport
import Logging
import ObjectStorage

/// A publication in a store of objects: a bucket, a directory.
public struct StoreSource: PublicationSource {
    /// What names the place for later runs and for messages.
    public let address: String
    private let publication: Publication
    private let attempts: Int
    private let pause: @Sendable (Int) async throws -> Void

    /// The publication at a place of a store; `address` names both for later runs. `pause` waits before a try, from the
    /// second on.
    public init(
        _ publication: Publication, address: String, attempts: Int = 5,
        pause: @escaping @Sendable (Int) async throws -> Void = { attempt in
            let backoff = Backoff(base: .seconds(1), cap: .seconds(20))
            try await Task.sleep(for: backoff.pause(after: attempt - 1, random: .random(in: 0..<1)))
        }
    ) {
        self.publication = publication
        self.address = address
        self.attempts = attempts
        self.pause = pause
    }

    func latest(unless tag: String?) async throws -> (bytes: [UInt8], tag: String?)? {
        let key = publication.layout.latestKey
        let object = try await publication.store.get(key)
        guard object.info.tag != tag else { return nil }
        return (try await object.collect(upTo: LatestPointer.sizeLimit), object.info.tag)
    }

    func read(_ name: String, of run: String, upTo limit: Int) async throws -> [UInt8] {
        try await publication.store.get(publication.layout.folder(of: run) + name).collect(upTo: limit)
    }

    func fetch(
        _ name: String, of run: String, bytes: Int, in directory: String, progress: any ProgressReporter
    ) async throws -> PartialFile {
        let key = publication.layout.folder(of: run) + name
        let part = try PartialFile(for: publication.place(key), in: directory)
        progress.begin("fetching \(name)", total: bytes)
        defer { progress.end() }
        var attempt = 1
        while true {
            do {
                try await read(key, bytes, into: part, progress)
                return part
            } catch let error as FdnixError where error.isRetryable && attempt < attempts {
                attempt += 1
                try await pause(attempt)
            }
        }
    }

    /// Reads what is missing. What arrived stays, also after an error.
    private func read(_ key: String, _ bytes: Int, into part: PartialFile, _ progress: any ProgressReporter)
        async throws
    {
        guard let info = try await publication.store.head(key) else {
            throw FdnixError.noObject(key, in: publication.store)
        }
        guard info.size == bytes else {
            throw FdnixError(
                .corrupt, "\(publication.place(key)) has \(info.size) bytes, not the \(bytes) it should have")
        }
        if part.validator != info.tag || part.size > bytes { try part.restart(validator: info.tag) }
        guard part.size < bytes else { return }
        let object = try await publication.store.get(
            key, GetOptions(range: part.size == 0 ? nil : part.size..<bytes, ifMatches: info.tag))
        for try await piece in object.body {
            try part.append(piece)
            progress.update(part.size)
        }
        guard part.size == bytes else {
            throw FdnixError(
                .network, "\(publication.place(key)) ended after \(part.size) of \(bytes) bytes; run it again")
        }
    }
}
