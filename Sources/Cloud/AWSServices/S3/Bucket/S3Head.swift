import Basics
import HTTPTransport
import HTTPTypes

/// What the head of a reply tells of an object.
struct S3Head: Sendable {
    var size: Int
    var tag: String
    var modified: Int
    var contentType: String?
    var contentEncoding: String?
    var metadata: [String: String] = [:]
    /// The `x-amz-checksum-sha256` of the object: base64, with `-` and the number of parts where it is made of theirs.
    var checksum: String?

    /// Reads the head of a GET or HEAD. Throws `service` where it does not say how large the object is.
    init(_ fields: HTTPFields, operation: String) throws {
        let total = fields[.contentRange].flatMap { range in
            range.lastIndex(of: "/").flatMap { Int(range[range.index(after: $0)...]) }
        }
        guard let size = total ?? fields[.contentLength].flatMap({ Int($0) }), size >= 0 else {
            throw FdnixError(.service, "S3 \(operation) did not say how large the object is")
        }
        self.size = size
        tag = Self.tag(fields[.eTag])
        modified = (fields[.lastModified].flatMap { HTTPDate.secondsSince1970($0) } ?? 0) * 1000
        contentType = fields[.contentType]
        contentEncoding = fields[.contentEncoding]
        checksum = fields.value("x-amz-checksum-sha256")
        let prefix = "x-amz-meta-"
        for field in fields {
            let name = field.name.rawName.lowercased()
            if name.hasPrefix(prefix) { metadata[String(name.dropFirst(prefix.count))] = field.value }
        }
    }

    /// An `ETag` without its quotes.
    static func tag(_ field: String?) -> String {
        var tag = Substring(field ?? "")
        if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
        return String(tag.hasPrefix("\"") && tag.hasSuffix("\"") && tag.count > 1 ? tag.dropFirst().dropLast() : tag)
    }
}
