import AWS
import Basics
import HTTPTransport
public import ObjectStorage

/// What became of a write: answers get lost, and the same request sent again fails against the first.
extension S3ObjectStore {
    /// How a write is described; with a name of its own where it must be known again.
    func write(_ options: PutOptions, sha256: String?, isNamed: Bool) -> S3Write {
        var metadata = options.metadata
        metadata[StoreMetadata.sha256] = sha256
        if isNamed { metadata[StoreMetadata.write] = UInt64.random(in: 0 ... .max).hexadecimal }
        let condition: S3Write.Condition =
            switch options.condition {
            case .always: .always
            case .ifAbsent: .ifAbsent
            case .ifMatches(let tag): .ifMatches(tag)
            }
        return S3Write(
            condition: condition, contentType: options.contentType, contentEncoding: options.contentEncoding,
            metadata: metadata)
    }

    /// Writes in one request and settles what became of it; returns the tag.
    func writing(
        _ key: String, _ options: PutOptions, sha256: String, _ body: (S3Write) async throws -> String
    ) async throws -> String {
        let write = write(options, sha256: sha256, isNamed: options.condition != .always)
        return try await settling(key, write) { try await body(write) }
    }

    /// Runs a write. Where the server says that the condition does not hold, or that the upload is gone, this may be the
    /// second request of which the first was acted on: the object then has the write's name, and all is well.
    func settling(_ key: String, _ write: S3Write, _ body: () async throws -> String) async throws -> String {
        let retries = bucket.client.configuration.retries
        for attempt in 1... {
            do {
                return try await body()
            } catch let error as FdnixError {
                guard let answer = error.underlying as? AWSError, Self.mayBeOwn(answer) else { throw error }
                if let name = write.metadata[StoreMetadata.write], let head = try await bucket.headObject(key),
                    head.metadata[StoreMetadata.write] == name
                {
                    return head.tag
                }
                // Another write is on its way; when it is over the condition can be told.
                if answer.status == 409, attempt < retries.attempts {
                    try await Task.sleep(for: retries.pause(after: attempt, random: .random(in: 0..<1)))
                    continue
                }
                if case .ifMatches = write.condition, answer.code == "NoSuchKey" || answer.code == "NotFound" {
                    throw FdnixError(.conflict, "the object \(key) is gone", underlying: answer)
                }
                throw error
            }
        }
        preconditionFailure("an endless loop ended")
    }

    private static func mayBeOwn(_ answer: AWSError) -> Bool {
        answer.status == 412 || answer.status == 409 || ["NoSuchUpload", "NoSuchKey", "NotFound"].contains(answer.code)
    }

    /// Copies up to 5 GB without moving the bytes here: `CopyObject`.
    @discardableResult
    public func copy(_ source: String, to target: String, _ condition: PutCondition) async throws -> ObjectInfo {
        let (from, to) = (try ObjectKey(source).text, try ObjectKey(target).text)
        guard let head = try await bucket.headObject(from) else { throw FdnixError.noObject(source, in: self) }
        var info = head.info(target)
        if condition == .always {
            info.tag = try await asking(source) {
                try await bucket.copyObject(from, ifMatches: head.tag, to: to, nil)
            }
        } else {
            let options = PutOptions(
                condition: condition, contentType: head.contentType, contentEncoding: head.contentEncoding,
                metadata: info.metadata)
            var write = write(options, sha256: head.metadata[StoreMetadata.sha256], isNamed: true)
            write.metadata[StoreMetadata.partSize] = head.metadata[StoreMetadata.partSize]
            info.tag = try await settling(to, write) {
                try await bucket.copyObject(from, ifMatches: head.tag, to: to, write)
            }
        }
        info.modified = Timestamp.milliseconds
        return info
    }
}
