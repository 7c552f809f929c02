import AWS
import Basics
import Digests
import ObjectStorage

extension S3StandIn {
    static func act(_ request: Request, _ state: inout State) -> Answer {
        switch request.operation {
        case "PutObject": put(request, &state)
        case "GetObject", "HeadObject": get(request, state)
        case "CopyObject": copy(request, &state)
        case "DeleteObject": delete([request.key], &state)
        case "DeleteObjects": deleteMany(request, &state)
        case "ListObjectsV2": list(request, state)
        default: actOnUpload(request, &state)
        }
    }

    /// The fields that an object keeps.
    static func kept(_ headers: [String: String]) -> [String: String] {
        var fields = headers.filter { $0.key.hasPrefix("x-amz-meta-") || $0.key == "content-type" }
        let encodings = (headers["content-encoding"] ?? "").split(separator: ",").filter { $0 != "aws-chunked" }
        if !encodings.isEmpty { fields["content-encoding"] = encodings.joined(separator: ",") }
        return fields
    }

    /// Whether the condition of a write holds; the error where it does not.
    static func refusal(_ request: Request, _ present: Stored?) -> Answer? {
        if request.headers["if-none-match"] == "*", present != nil { return .error(412, "PreconditionFailed") }
        guard let tag = request.headers["if-match"] else { return nil }
        guard let present else { return .error(404, "NoSuchKey") }
        return tag == "\"\(present.tag)\"" ? nil : .error(412, "PreconditionFailed")
    }

    static func tag(_ bytes: [UInt8]) -> String { ((try? Digest.hash(.md5, bytes)) ?? []).hexadecimal }
    static func sum(_ bytes: [UInt8]) -> String { Base64.encode((try? Digest.hash(.sha256, bytes)) ?? []) }

    private static func put(_ request: Request, _ state: inout State) -> Answer {
        let key = ObjectKeyBytes(request.key)
        if let refusal = refusal(request, state.objects[key]) { return refusal }
        let stored = Stored(
            bytes: request.body, tag: tag(request.body), fields: kept(request.headers), checksum: sum(request.body))
        state.objects[key] = stored
        return Answer(fields: ["ETag: \"\(stored.tag)\""])
    }

    private static func get(_ request: Request, _ state: State) -> Answer {
        guard let stored = state.objects[ObjectKeyBytes(request.key)] else { return .error(404, "NoSuchKey") }
        if let tag = request.headers["if-match"], tag != "\"\(stored.tag)\"" {
            return .error(412, "PreconditionFailed")
        }
        var fields = ["ETag: \"\(stored.tag)\"", "Last-Modified: Sun, 29 Nov 2026 01:00:00 GMT"]
        fields[1] = "Last-Modified: \(httpDate(stored.modified))"
        fields += stored.fields.map { "\($0): \($1)" }
        if request.operation == "HeadObject" {
            if let checksum = stored.checksum { fields.append("x-amz-checksum-sha256: \(checksum)") }
            return Answer(fields: fields + ["Content-Length: \(stored.bytes.count)"])
        }
        guard let range = request.headers["range"] else {
            if let checksum = stored.checksum { fields.append("x-amz-checksum-sha256: \(checksum)") }
            return Answer(fields: fields, body: stored.bytes)
        }
        let ends = range.dropFirst("bytes=".count).split(separator: "-").compactMap { Int($0) }
        guard ends.count == 2, ends[0] < stored.bytes.count else { return .error(416, "InvalidRange") }
        let bytes = Array(stored.bytes[ends[0]...min(ends[1], stored.bytes.count - 1)])
        fields.append("Content-Range: bytes \(ends[0])-\(ends[0] + bytes.count - 1)/\(stored.bytes.count)")
        return Answer(status: 206, fields: fields, body: bytes)
    }

    /// RFC 9110 §5.6.7; the day of the week, which readers pass over, is always the same.
    private static func httpDate(_ milliseconds: Int) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = Timestamp.iso8601(secondsSince1970: milliseconds / 1000)
        let date = text.prefix(10).split(separator: "-")
        let month = months[(Int(date[1]) ?? 1) - 1]
        return "Sun, \(date[2]) \(month) \(date[0]) \(text.dropFirst(11).prefix(8)) GMT"
    }

    private static func copy(_ request: Request, _ state: inout State) -> Answer {
        let source = PercentEncoding.decode(request.headers["x-amz-copy-source"] ?? "").utf8.dropFirst(
            "/bucket/".utf8.count)
        guard var stored = state.objects[ObjectKeyBytes(String(decoding: source, as: UTF8.self))] else {
            return .error(404, "NoSuchKey")
        }
        if let tag = request.headers["x-amz-copy-source-if-match"], tag != "\"\(stored.tag)\"" {
            return .error(412, "PreconditionFailed")
        }
        let target = ObjectKeyBytes(request.key)
        if let refusal = refusal(request, state.objects[target]) { return refusal }
        if request.headers["x-amz-metadata-directive"] == "REPLACE" { stored.fields = kept(request.headers) }
        stored.modified = Timestamp.milliseconds
        state.objects[target] = stored
        return .document(XMLElement("CopyObjectResult", children: [XMLElement("ETag", text: "\"\(stored.tag)\"")]))
    }

    private static func delete(_ keys: [String], _ state: inout State) -> Answer {
        for key in keys { state.objects[ObjectKeyBytes(key)] = nil }
        return Answer(status: 204)
    }

    private static func deleteMany(_ request: Request, _ state: inout State) -> Answer {
        guard let root = try? XMLElement.parse(request.body), root.all("Object").count <= 1000 else {
            return .error(400, "MalformedXML")
        }
        _ = delete(root.all("Object").compactMap { $0.text("Key") }, &state)
        return .document(XMLElement("DeleteResult"))
    }

    private static func list(_ request: Request, _ state: State) -> Answer {
        let prefix = Array((request.query["prefix"] ?? "").utf8)
        let after = request.query["continuation-token"].flatMap { Base64.decode($0) }
        let limit = request.query["max-keys"].flatMap { Int($0) } ?? 1000
        let keys = state.objects.keys.sorted().filter { key in
            key.bytes.starts(with: prefix) && after.map { $0.lexicographicallyPrecedes(key.bytes) } ?? true
        }
        // A delimiter rolls keys up; what they have in common counts as one, and the next page begins behind the last of them.
        var rows: [(element: XMLElement, last: ObjectKeyBytes)] = []
        var common: ObjectKey?
        for key in keys {
            if request.query["delimiter"] == "/",
                let rolled = ObjectKey.commonPrefix(of: key.text, below: request.query["prefix"] ?? "")
            {
                if rolled == common {
                    rows[rows.count - 1].last = key
                } else {
                    let prefix = XMLElement("Prefix", text: encoded(rolled.text))
                    rows.append((XMLElement("CommonPrefixes", children: [prefix]), key))
                }
                common = rolled
            } else if let stored = state.objects[key] {
                rows.append((listed(key.text, stored), key))
            }
        }
        var children = rows.prefix(limit).map(\.element)
        children.append(XMLElement("EncodingType", text: "url"))
        if rows.count > limit, let last = rows.prefix(limit).last?.last {
            children.append(XMLElement("IsTruncated", text: "true"))
            children.append(XMLElement("NextContinuationToken", text: Base64.encode(last.bytes)))
        }
        return .document(XMLElement("ListBucketResult", children: children))
    }

    private static func listed(_ key: String, _ stored: Stored) -> XMLElement {
        XMLElement(
            "Contents",
            children: [
                XMLElement("Key", text: encoded(key)), XMLElement("Size", text: String(stored.bytes.count)),
                XMLElement("ETag", text: "\"\(stored.tag)\""),
                XMLElement("LastModified", text: Timestamp.rfc3339(milliseconds: stored.modified)),
            ])
    }

    /// As S3 does it: a space is a plus.
    private static func encoded(_ key: String) -> String {
        PercentEncoding.encode(key, keeping: "/ ").map { $0 == " " ? "+" : String($0) }.joined()
    }
}
