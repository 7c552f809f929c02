import AWS
import Basics
import Digests
import HTTPTransport
import HTTPTypes

extension S3Bucket {
    /// `PutObject`; the checksum goes with the body. Returns the tag.
    func putObject(_ key: String, _ body: AWSBody, _ write: S3Write) async throws -> String {
        var fields = write.description
        for field in write.conditions { fields.append(field) }
        if case .hashed(_, let sha256) = body { fields.set("x-amz-checksum-sha256", Base64.encode(sha256)) }
        let answer = try await client.answer(to: request("PutObject", .put, key, [], fields, body))
        return S3Head.tag(answer.head.headerFields[.eTag])
    }

    /// `GetObject`, the whole or a range of it.
    func getObject(
        _ key: String, range: Range<Int>? = nil, ifMatches tag: String? = nil
    ) async throws -> (head: S3Head, body: HTTPReply.Body) {
        var fields: HTTPFields = [.acceptEncoding: "identity"]
        fields.set("x-amz-checksum-mode", "ENABLED")
        if let range { fields[.range] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)" }
        if let tag { fields[.ifMatch] = "\"\(tag)\"" }
        let reply = try await client.send(request("GetObject", .get, key, [], fields))
        let head = try S3Head(reply.head.headerFields, operation: "GetObject")
        if let range {
            let sent = reply.head.headerFields[.contentRange]
            guard reply.head.status == 206, sent?.hasPrefix("bytes \(range.lowerBound)-") == true else {
                throw FdnixError(.service, "S3 GetObject did not answer with the range that was asked for of \(key)")
            }
        }
        return (head, reply.body)
    }

    /// `HeadObject`; nil where there is none.
    func headObject(_ key: String) async throws -> S3Head? {
        var fields = HTTPFields()
        fields.set("x-amz-checksum-mode", "ENABLED")
        do {
            let answer = try await client.answer(to: request("HeadObject", .head, key, [], fields))
            return try S3Head(answer.head.headerFields, operation: "HeadObject")
        } catch let error as FdnixError where error.code == .notFound {
            return nil
        }
    }

    /// `CopyObject` within the bucket, which may fail after it began as a success. With `description` the copy gets that,
    /// otherwise what the source has. Returns the tag.
    func copyObject(
        _ source: String, ifMatches tag: String?, to target: String, _ write: S3Write?
    ) async throws -> String {
        var fields = write?.description ?? [:]
        for field in write?.conditions ?? [:] { fields.append(field) }
        fields.set("x-amz-copy-source", "/\(PercentEncoding.encode(name))/\(Self.encoded(source))")
        fields.set("x-amz-copy-source-if-match", tag.map { "\"\($0)\"" })
        fields.set("x-amz-metadata-directive", write == nil ? "COPY" : "REPLACE")
        let result = try await document(of: request("CopyObject", .put, target, [], fields))
        return S3Head.tag(result.text("ETag"))
    }

    /// `DeleteObject`; one that is not there is no error.
    func deleteObject(_ key: String) async throws {
        do { _ = try await client.answer(to: request("DeleteObject", .delete, key)) } catch let error as FdnixError
            where (error.underlying as? AWSError)?.code == "NoSuchKey"
        {}
    }

    /// `DeleteObjects`, 1,000 at most. Returns the keys that were not removed with the reasons.
    func deleteObjects(_ keys: [String]) async throws -> [(key: String, error: AWSError)] {
        let objects = keys.map { XMLElement("Object", children: [XMLElement("Key", text: $0)]) }
        let body = XMLElement("Delete", children: objects + [XMLElement("Quiet", text: "true")])
            .document(namespace: Self.namespace)
        let sha256 = try Digest.hash(.sha256, body)
        var fields: HTTPFields = [.contentType: "application/xml"]
        fields.set("x-amz-checksum-sha256", Base64.encode(sha256))
        // Servers that are older than the checksums want this one.
        if let md5 = try? Digest.hash(.md5, body) { fields.set("Content-MD5", Base64.encode(md5)) }
        let request = request(
            "DeleteObjects", .post, nil, [("delete", nil)], fields, .hashed(body, sha256: sha256))
        let result = try await document(of: request)
        return result.all("Error").map { failure in
            var error = AWSError(
                service: client.service, operation: "DeleteObjects", head: .init(status: .ok), body: [])
            error.code = failure.text("Code") ?? ""
            error.message = failure.text("Message") ?? ""
            return (failure.text("Key") ?? "", error)
        }
    }

    static let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
}
