import AWS
import Basics
import HTTPTypes

/// An object as listings tell it.
struct S3Listed: Sendable {
    var key: String
    var size: Int
    var tag: String
    /// In milliseconds since 1970.
    var modified: Int
}

extension S3Bucket {
    /// `ListObjectsV2`: the objects and the token of the next page.
    func listObjects(
        prefix: String, token: String?, limit: Int
    ) async throws -> (objects: [S3Listed], next: String?) {
        let page = try await page(prefix, token, limit)
        return (try page.result.all("Contents").map { try Self.listed($0, page.isEncoded) }, page.next)
    }

    /// `ListObjectsV2` with the delimiter `/`: what keys have in common, and the token of the next page.
    func listCommonPrefixes(
        of prefix: String, token: String?, limit: Int
    ) async throws -> (prefixes: [String], next: String?) {
        let page = try await page(prefix, token, limit, [("delimiter", "/")])
        let prefixes = try page.result.all("CommonPrefixes").map { element in
            guard let prefix = element.text("Prefix") else {
                throw FdnixError(.service, "S3 ListObjectsV2 lists a common prefix without its text")
            }
            return Self.key(prefix, page.isEncoded)
        }
        return (prefixes, page.next)
    }

    private func page(
        _ prefix: String, _ token: String?, _ limit: Int, _ more: [(name: String, value: String?)] = []
    ) async throws -> (result: XMLElement, isEncoded: Bool, next: String?) {
        var query: [(name: String, value: String?)] = [
            ("list-type", "2"), ("max-keys", String(limit)), ("encoding-type", "url"),
        ]
        query += more
        if !prefix.isEmpty { query.append(("prefix", prefix)) }
        if let token { query.append(("continuation-token", token)) }
        let result = try await document(of: request("ListObjectsV2", .get, nil, query))
        let isEncoded = result.text("EncodingType") == "url"
        guard result.text("IsTruncated") == "true" else { return (result, isEncoded, nil) }
        guard let next = result.text("NextContinuationToken"), !next.isEmpty else {
            throw FdnixError(.service, "S3 ListObjectsV2 says that there is more, and not where")
        }
        return (result, isEncoded, next)
    }

    private static func key(_ text: String, _ isEncoded: Bool) -> String {
        isEncoded ? PercentEncoding.decode(text, plusIsSpace: true) : text
    }

    private static func listed(_ element: XMLElement, _ isEncoded: Bool) throws -> S3Listed {
        guard let key = element.text("Key"), let size = element.text("Size").flatMap({ Int($0) }) else {
            throw FdnixError(.service, "S3 ListObjectsV2 lists something without a key or a size")
        }
        return S3Listed(
            key: Self.key(key, isEncoded), size: size,
            tag: S3Head.tag(element.text("ETag")),
            modified: element.text("LastModified").flatMap { Timestamp.milliseconds(iso8601: $0) } ?? 0)
    }
}
