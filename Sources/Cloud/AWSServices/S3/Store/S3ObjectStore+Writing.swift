import AWS
import Basics
import Digests
import Logging
public import ObjectStorage

extension S3ObjectStore {
    /// Writes the object in one request, or in parts where it is large, and settles what became of it.
    @discardableResult
    public func put(_ key: String, _ content: ObjectContent, _ options: PutOptions) async throws -> ObjectInfo {
        let name = try ObjectKey(key).text
        try options.check()
        let reader = try await PartReader(content)
        if let length = reader.length, length <= singlePutLimit {
            if let file = reader.file, length > partSize { return try await putFile(name, file, options) }
            return try await putBytes(name, try await reader.next(length).inMemory(), options)
        }
        let begun = try await reader.next(partSize)
        if begun.count < partSize { return try await putBytes(name, begun.inMemory(), options) }
        return try await putParts(name, begun, reader, content, options)
    }

    private func putBytes(_ key: String, _ bytes: [UInt8], _ options: PutOptions) async throws -> ObjectInfo {
        let digest = try Digest.hash(.sha256, bytes)
        let sha256 = digest.hexadecimal
        if let expected = options.sha256, expected != sha256 {
            throw FdnixError.checksum(of: key, expected: expected, found: sha256)
        }
        let tag = try await writing(key, options, sha256: sha256) {
            try await bucket.putObject(key, .hashed(bytes, sha256: digest), $0)
        }
        if !bytes.isEmpty { options.onProgress?(bytes.count) }
        return info(key, bytes.count, tag, sha256, options)
    }

    /// A file in one request, read twice: for its SHA-256, which is kept with it, and while it is sent.
    private func putFile(_ key: String, _ file: RandomAccessFile, _ options: PutOptions) async throws -> ObjectInfo {
        let first = try FileInput(file, key, expecting: options.sha256)
        while try await first.next() != nil {}
        let sha256 = first.sum
        let progress = HighWater(options.onProgress)
        let body = AWSBody.stream(length: file.size) {
            try FileInput(file, key, expecting: sha256, onProgress: { progress.tell($0) })
        }
        let tag = try await writing(key, options, sha256: sha256) { try await bucket.putObject(key, body, $0) }
        return info(key, file.size, tag, sha256, options)
    }

    private func putParts(
        _ key: String, _ begun: PartBytes, _ reader: PartReader, _ content: ObjectContent, _ options: PutOptions
    ) async throws -> ObjectInfo {
        let write = self.write(options, sha256: options.sha256, isNamed: true)
        var described = write
        described.metadata[StoreMetadata.partSize] = String(partSize)
        let isResumable = options.resumes && reader.length != nil
        let found = isResumable ? try await bucket.newestUpload(key) : nil
        let upload: String
        if let found { upload = found } else { upload = try await bucket.createUpload(key, described) }
        let tag: String
        let size: Int
        do {
            let parts = found == nil ? [] : try await bucket.listParts(key, upload)
            let sent = try await PartUpload(
                bucket: bucket, key: key, upload: upload, plan: PartPlan(first: partSize), concurrency: concurrency,
                present: Dictionary(parts.map { ($0.number, $0) }) { first, _ in first }
            ).send(begun, reader, expecting: options.sha256, onProgress: options.onProgress)
            size = sent.size
            tag = try await settling(key, write) {
                try await bucket.completeUpload(key, upload, sent.parts, size: size, write)
            }
        } catch {
            try await leave(key, upload, isKept: isResumable && (error as? FdnixError)?.code != .corrupt)
            throw error
        }
        if found != nil, let again = try await redescribe(key, tag, described, content, options) { return again }
        return info(key, size, tag, options.sha256, options)
    }

    /// Removes the parts of an upload that failed, also where the task is cancelled, unless the next put is to go on there.
    private func leave(_ key: String, _ upload: String, isKept: Bool) async throws {
        if isKept { return }
        let bucket = bucket
        // A task of its own is not cancelled with this one.
        let removal = Task { try await bucket.abortUpload(key, upload) }
        do { try await removal.value } catch {
            bucket.client.configuration.logger.warning(
                "the parts of a failed upload of \(key) stay in \(location), which costs until they are removed: \(error)"
            )
        }
    }

    /// An upload keeps the type and the metadata that it was begun with, and nobody tells which those are before it is
    /// complete: where they are not the ones that are wanted now, the object is sent again as a whole.
    private func redescribe(
        _ key: String, _ tag: String, _ wanted: S3Write, _ content: ObjectContent, _ options: PutOptions
    ) async throws -> ObjectInfo? {
        guard let head = try await bucket.headObject(key), head.tag == tag else { return nil }
        var (has, wants) = (head.metadata, wanted.metadata)
        has[StoreMetadata.write] = nil
        wants[StoreMetadata.write] = nil
        guard
            has != wants || (wanted.contentType != nil && head.contentType != wanted.contentType)
                || head.contentEncoding != wanted.contentEncoding
        else { return nil }
        var options = options
        (options.resumes, options.condition) = (false, .ifMatches(tag))
        return try await put(key, content, options)
    }

    func info(
        _ key: String, _ size: Int, _ tag: String, _ sha256: String?, _ options: PutOptions
    ) -> ObjectInfo {
        ObjectInfo(
            key: key, size: size, tag: tag, modified: Timestamp.milliseconds, sha256: sha256,
            contentType: options.contentType, contentEncoding: options.contentEncoding, metadata: options.metadata)
    }
}
