import AWS
import Basics
import HTTPTypes

/// A part of an upload as the server has it.
struct S3Part: Sendable, Hashable {
    var number: Int
    var size: Int
    /// The tag, without quotes.
    var tag: String
    /// The SHA-256 in base64, where the server keeps it.
    var checksum: String?
}

/// Uploads in parts (docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html).
extension S3Bucket {
    /// `CreateMultipartUpload`: the upload's name.
    func createUpload(_ key: String, _ write: S3Write) async throws -> String {
        var fields = write.description
        fields.set("x-amz-checksum-algorithm", "SHA256")
        let result = try await document(of: request("CreateMultipartUpload", .post, key, [("uploads", nil)], fields))
        guard let upload = result.text("UploadId"), !upload.isEmpty else {
            throw FdnixError(.service, "S3 CreateMultipartUpload did not name the upload of \(key)")
        }
        return upload
    }

    /// `UploadPart`: the part as the server has it now.
    func uploadPart(
        _ key: String, _ upload: String, _ number: Int, _ bytes: PartBytes, sha256: [UInt8]
    ) async throws -> S3Part {
        let checksum = Base64.encode(sha256)
        var fields = HTTPFields()
        fields.set("x-amz-checksum-sha256", checksum)
        let request = request(
            "UploadPart", .put, key, [("partNumber", String(number)), ("uploadId", upload)], fields,
            bytes.body(sha256: sha256))
        let answer = try await client.answer(to: request)
        let tag = S3Head.tag(answer.head.headerFields[.eTag])
        return S3Part(number: number, size: bytes.count, tag: tag, checksum: checksum)
    }

    /// `CompleteMultipartUpload`, which may fail after it began as a success. Returns the object's tag.
    func completeUpload(
        _ key: String, _ upload: String, _ parts: [S3Part], size: Int, _ write: S3Write
    ) async throws -> String {
        let elements = parts.map { part in
            XMLElement(
                "Part",
                children: [
                    XMLElement("PartNumber", text: String(part.number)), XMLElement("ETag", text: "\"\(part.tag)\""),
                ] + [part.checksum.map { XMLElement("ChecksumSHA256", text: $0) }].compactMap(\.self))
        }
        let body = XMLElement("CompleteMultipartUpload", children: elements).document(namespace: Self.namespace)
        var fields = write.conditions
        fields[.contentType] = "application/xml"
        fields.set("x-amz-mp-object-size", String(size))
        var request = request(
            "CompleteMultipartUpload", .post, key, [("uploadId", upload)], fields, .bytes(body))
        // The server may take minutes to put many parts together.
        request.idle = .seconds(300)
        return S3Head.tag(try await document(of: request).text("ETag"))
    }

    /// `AbortMultipartUpload`: the parts are removed.
    func abortUpload(_ key: String, _ upload: String) async throws {
        _ = try await client.answer(to: request("AbortMultipartUpload", .delete, key, [("uploadId", upload)]))
    }

    /// `ListParts`, all pages.
    func listParts(_ key: String, _ upload: String) async throws -> [S3Part] {
        var parts: [S3Part] = []
        var marker: String?
        repeat {
            var query: [(name: String, value: String?)] = [("uploadId", upload)]
            if let marker { query.append(("part-number-marker", marker)) }
            let result = try await document(of: request("ListParts", .get, key, query))
            parts += result.all("Part").compactMap { part in
                guard let number = part.text("PartNumber").flatMap({ Int($0) }),
                    let size = part.text("Size").flatMap({ Int($0) })
                else { return nil }
                return S3Part(
                    number: number, size: size, tag: S3Head.tag(part.text("ETag")),
                    checksum: part.text("ChecksumSHA256"))
            }
            let next = result.text("IsTruncated") == "true" ? result.text("NextPartNumberMarker") : nil
            guard next == nil || next != marker else { break }
            marker = next
        } while marker != nil
        return parts
    }

    /// `ListMultipartUploads`: the newest upload of exactly this key that is neither complete nor aborted.
    func newestUpload(_ key: String) async throws -> String? {
        let query: [(name: String, value: String?)] = [("uploads", nil), ("prefix", key), ("encoding-type", "url")]
        let result = try await document(of: request("ListMultipartUploads", .get, nil, query))
        let isEncoded = result.text("EncodingType") == "url"
        let found = result.all("Upload").filter { upload in
            let name = upload.text("Key") ?? ""
            return (isEncoded ? PercentEncoding.decode(name, plusIsSpace: true) : name).utf8.elementsEqual(key.utf8)
        }
        return found.max { ($0.text("Initiated") ?? "") < ($1.text("Initiated") ?? "") }?.text("UploadId")
    }
}
