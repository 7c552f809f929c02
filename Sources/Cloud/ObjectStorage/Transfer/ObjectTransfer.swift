import Basics
import Digests

/// Downloads of objects to files: in ranges, several at once, of one version, and going on where an earlier one was killed.
///
/// ```swift
/// try await ObjectTransfer().download("index.fdnix", from: store, to: "/var/lib/fdnix/index.fdnix", sha256: sum)
/// ```
public struct ObjectTransfer: Sendable {
    /// How many bytes are asked for at once.
    public var partSize: Int
    /// How many parts are on their way at once.
    public var concurrency: Int

    /// Transfers in parts of 8 MiB, eight at once, unless told otherwise.
    public init(partSize: Int = 8 << 20, concurrency: Int = 8) {
        self.partSize = max(partSize, 1)
        self.concurrency = max(concurrency, 1)
    }

    /// Fetches an object into a file, which appears when all of it is there, is on the disk and has the SHA-256 that it
    /// should have: `sha256`, or what the store knows.
    ///
    /// What has arrived lies in `PATH.part` and is kept when the download fails or the process is killed; the next one of
    /// the same version goes on there. Where the object is replaced meanwhile it begins again with the new one. `onProgress`
    /// is told how many bytes are there. Throws `corrupt` for other bytes than expected, `io` also while another process
    /// fetches into the same file, and what the store throws.
    @discardableResult
    public func download(
        _ key: String, from store: any ObjectStore, to path: String, sha256: String? = nil,
        onProgress: (@Sendable (Int) -> Void)? = nil
    ) async throws -> ObjectInfo {
        let partial = try PartialObject(for: path)
        var attempt = 1
        while true {
            guard var info = try await store.head(key) else { throw FdnixError.noObject(key, in: store) }
            do {
                info.sha256 = try await fetch(info, from: store, partial, expecting: sha256 ?? info.sha256, onProgress)
                try await BlockingWork.run { try partial.finish(size: info.size) }
                return info
            } catch let error as FdnixError where error.code == .conflict && attempt < Self.versionsTried {
                attempt += 1
            } catch let error as FdnixError where error.code == .corrupt {
                try partial.discard()
                throw error
            }
        }
    }

    /// An object that is replaced faster than it can be fetched is given up.
    private static let versionsTried = 3

    /// Fetches what is missing and sums up all of it; returns the sum.
    private func fetch(
        _ info: ObjectInfo, from store: any ObjectStore, _ partial: PartialObject, expecting expected: String?,
        _ onProgress: (@Sendable (Int) -> Void)?
    ) async throws -> String {
        let plan = DownloadPlan(size: info.size, partSize: partSize)
        var done = try partial.begin(DownloadPlan.Version(tag: info.tag, plan: plan))
        var count = done.reduce(0) { $0 + plan.range(of: $1).count }
        if count > 0 { onProgress?(count) }
        var frontier = try Frontier(partial.file, plan)
        try await withThrowingTaskGroup(of: Int.self) { group in
            var missing = plan.parts.filter { !done.contains($0) }[...]
            func start() {
                guard let part = missing.popFirst() else { return }
                let range = plan.range(of: part)
                group.addTask {
                    try await Self.fetch(info, range, isWhole: plan.parts.count == 1, from: store, partial.file)
                    return part
                }
            }
            for _ in 0..<concurrency { start() }
            try await frontier.advance(over: done)
            while let part = try await group.next() {
                start()
                try partial.note(part)
                done.insert(part)
                count += plan.range(of: part).count
                onProgress?(count)
                try await frontier.advance(over: done)
            }
        }
        let found = frontier.finish()
        if let expected, found != expected {
            throw FdnixError.checksum(of: info.key, expected: expected, found: found)
        }
        return found
    }

    private static func fetch(
        _ info: ObjectInfo, _ range: Range<Int>, isWhole: Bool, from store: any ObjectStore, _ file: RandomAccessFile
    ) async throws {
        // Asked for as a whole, an object is checked by its store.
        let options = GetOptions(range: isWhole ? nil : range, ifMatches: info.tag)
        var offset = range.lowerBound
        // Written when there is some of it: each write is on a thread of its own.
        var pending: [UInt8] = []
        pending.reserveCapacity(min(range.count, writeSize * 2))
        for try await piece in try await store.get(info.key, options).body {
            guard piece.count <= range.upperBound - offset - pending.count else {
                throw otherLength(info.key)
            }
            pending += piece
            guard pending.count >= writeSize else { continue }
            try await file.write(pending, at: offset)
            offset += pending.count
            pending.removeAll(keepingCapacity: true)
        }
        try await file.write(pending, at: offset)
        offset += pending.count
        guard offset == range.upperBound else {
            throw otherLength(info.key)
        }
    }

    private static let writeSize = 1 << 20

    private static func otherLength(_ key: String) -> FdnixError {
        FdnixError(.network, "\(key) came with other bytes than were asked for; try again")
    }

    /// Sums up the parts that are there from the first on, while others are on their way.
    private struct Frontier: ~Copyable {
        private let file: RandomAccessFile
        private let plan: DownloadPlan
        private var next = 0
        private var digest: Digest

        init(_ file: RandomAccessFile, _ plan: DownloadPlan) throws {
            self.file = file
            self.plan = plan
            digest = try Digest(.sha256)
        }

        mutating func advance(over done: Set<Int>) async throws {
            while done.contains(next) {
                let range = plan.range(of: next)
                var offset = range.lowerBound
                while offset < range.upperBound {
                    let bytes = try await file.read(min(range.upperBound - offset, 1 << 20), at: offset)
                    guard !bytes.isEmpty else { throw FdnixError(.io, "\(file.path) became shorter") }
                    digest.update(bytes)
                    offset += bytes.count
                }
                next += 1
            }
        }

        consuming func finish() -> String { digest.finalize().hexadecimal }
    }
}
