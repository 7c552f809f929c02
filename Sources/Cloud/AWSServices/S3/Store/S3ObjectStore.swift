public import AWS
import Basics
import HTTPTransport
public import ObjectStorage

/// Objects in an S3 bucket, or in one of a server that speaks S3.
///
/// Large objects are sent in parts, several at once, with a SHA-256 for each; downloads go on where a connection broke.
/// A put whose answer was lost is known again, so that a conditional one does not fail against itself. The names
/// `fdnix-store-…` of an object's metadata are the store's own.
///
/// ```swift
/// let store = S3ObjectStore("bucket", try AWSConfiguration(environment: ProcessEnvironment.current))
/// ```
public struct S3ObjectStore: ObjectStore {
    /// Up to how many bytes an object whose length is known is sent in one request.
    public var singlePutLimit = 64 << 20
    /// How many bytes the first parts of larger ones have; S3 wants 5 MiB at least.
    public var partSize = 8 << 20
    /// How many parts are on their way at once.
    public var concurrency = 8
    let bucket: S3Bucket

    /// The objects of a bucket, at the endpoint and with the credentials of `configuration`.
    public init(_ bucket: String, _ configuration: AWSConfiguration) {
        self.bucket = S3Bucket(client: AWSClient(.s3, configuration), name: bucket)
    }

    /// `s3://` and the bucket's name.
    public var location: String { "s3://\(bucket.name)" }

    /// Opens the object; reading goes on by itself where the connection breaks.
    public func get(_ key: String, _ options: GetOptions) async throws -> StoredObject {
        let name = try ObjectKey(key).text
        if let range = options.range { _ = try GetOptions(range: range).bounds(of: key, size: .max) }
        let (head, body) = try await asking(key) {
            try await bucket.getObject(name, range: options.range, ifMatches: options.ifMatches)
        }
        let bounds = try options.bounds(of: key, size: head.size)
        let continued = ContinuedBody(bucket, name, tag: head.tag, bounds, body)
        let info = head.info(key)
        let pieces = ObjectBody { try await continued.next() }
        guard bounds == 0..<head.size else { return StoredObject(info: info, body: pieces) }
        if let sha256 = info.sha256 { return StoredObject(info: info, body: try pieces.verified(key, sha256)) }
        if let size = head.metadata[StoreMetadata.partSize].flatMap({ Int($0) }), size >= PartPlan.least,
            let checksum = head.checksum,
            let check = try CompositeCheck(key, checksum, PartPlan(first: size), { try await continued.next() })
        {
            return StoredObject(info: info, body: ObjectBody { try await check.next() })
        }
        return StoredObject(info: info, body: pieces)
    }

    /// What S3 knows of the object: `HeadObject`.
    public func head(_ key: String) async throws -> ObjectInfo? {
        let name = try ObjectKey(key).text
        return try await bucket.headObject(name)?.info(key)
    }

    /// One page, by the token that S3 gave with the one before: `ListObjectsV2`.
    public func list(prefix: String, token: String?, limit: Int) async throws -> ObjectPage {
        try checkPageLimit(limit)
        let (objects, next) = try await bucket.listObjects(prefix: prefix, token: token, limit: limit)
        return ObjectPage(
            objects.map { ObjectInfo(key: $0.key, size: $0.size, tag: $0.tag, modified: $0.modified) }, next: next)
    }

    /// As S3 rolls keys up, a thousand with each request: `ListObjectsV2` with a delimiter.
    public func commonPrefixes(of prefix: String) async throws -> [String] {
        try await commonPrefixes(of: prefix, pageSize: 1000)
    }

    func commonPrefixes(of prefix: String, pageSize: Int) async throws -> [String] {
        var prefixes: [String] = []
        var token: String?
        repeat {
            let page = try await bucket.listCommonPrefixes(of: prefix, token: token, limit: pageSize)
            prefixes += page.prefixes
            token = page.next
        } while token != nil
        return prefixes
    }

    /// Removes the objects, a thousand with each request: `DeleteObjects`.
    public func delete(_ keys: [String]) async throws {
        var left = try keys.map { try ObjectKey($0) }.removingDuplicates().map(\.text)
        if left.count == 1 { return try await bucket.deleteObject(left[0]) }
        while !left.isEmpty {
            try await deletePage(Array(left.prefix(1000)))
            left.removeFirst(min(1000, left.count))
        }
    }

    /// Removes up to 1,000 objects; those that the server was too busy for are asked for again.
    private func deletePage(_ keys: [String]) async throws {
        var keys = keys
        let retries = bucket.client.configuration.retries
        for attempt in 1... {
            let failures = try await bucket.deleteObjects(keys).filter { $0.error.code != "NoSuchKey" }
            guard let first = failures.first else { return }
            guard failures.allSatisfy(\.error.isRetryable), attempt < retries.attempts else {
                let failure = failures.first { !$0.error.isRetryable } ?? first
                throw FdnixError(
                    .service, "cannot remove \(failure.key) from \(location): \(failure.error)",
                    underlying: failure.error)
            }
            keys = failures.map(\.key)
            try await Task.sleep(for: retries.pause(after: attempt, random: .random(in: 0..<1)))
        }
    }

    /// Says what errors of a read mean of the object that was asked for.
    func asking<T>(_ key: String, _ body: () async throws -> T) async throws -> T {
        do {
            return try await body()
        } catch let error as FdnixError {
            guard let answer = error.underlying as? AWSError else { throw error }
            switch answer.status {
            case 404 where answer.code != "NoSuchBucket": throw FdnixError.noObject(key, in: self, answer)
            case 412:
                throw FdnixError(.conflict, "the object \(key) is another version by now", underlying: answer)
            case 416:
                throw FdnixError(.usage, "\(key) has none of the bytes that were asked for", underlying: answer)
            default: throw error
            }
        }
    }
}
