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
        var query: [(name: String, value: String?)] = [
            ("list-type", "2"), ("max-keys", String(limit)), ("encoding-type", "url"),
        ]
        if !prefix.isEmpty { query.append(("prefix", prefix)) }
        if let token { query.append(("continuation-token", token)) }
        let result = try await document(of: request("ListObjectsV2", .get, nil, query))
        let isEncoded = result.text("EncodingType") == "url"
        let objects = try result.all("Contents").map { try Self.listed($0, isEncoded) }
        guard result.text("IsTruncated") == "true" else { return (objects, nil) }
        guard let next = result.text("NextContinuationToken"), !next.isEmpty else {
            throw FdnixError(.service, "S3 ListObjectsV2 says that there is more, and not where")
        }
        return (objects, next)
    }

    private static func listed(_ element: XMLElement, _ isEncoded: Bool) throws -> S3Listed {
        guard let key = element.text("Key"), let size = element.text("Size").flatMap({ Int($0) }) else {
            throw FdnixError(.service, "S3 ListObjectsV2 lists something without a key or a size")
        }
        return S3Listed(
            key: isEncoded ? PercentEncoding.decode(key, plusIsSpace: true) : key, size: size,
            tag: S3Head.tag(element.text("ETag")),
            modified: element.text("LastModified").flatMap { Timestamp.milliseconds(iso8601: $0) } ?? 0)
    }
}
