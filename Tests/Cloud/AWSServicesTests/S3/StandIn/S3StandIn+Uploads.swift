import AWS
import Basics
import Digests

extension S3StandIn {
    static func actOnUpload(_ request: Request, _ state: inout State) -> Answer {
        switch request.operation {
        case "CreateMultipartUpload": return create(request, &state)
        case "ListMultipartUploads": return listUploads(request, state)
        default: break
        }
        let name = request.query["uploadId"] ?? ""
        guard let upload = state.uploads[name], upload.key.utf8.elementsEqual(request.key.utf8) else {
            return .error(404, "NoSuchUpload")
        }
        switch request.operation {
        case "UploadPart":
            let number = Int(request.query["partNumber"] ?? "") ?? 0
            let part = Stored(bytes: request.body, tag: tag(request.body), fields: [:], checksum: sum(request.body))
            state.uploads[name]?.parts[number] = part
            return Answer(fields: ["ETag: \"\(part.tag)\""])
        case "ListParts": return listParts(upload)
        case "AbortMultipartUpload":
            state.uploads[name] = nil
            return Answer(status: 204)
        default: return complete(request, name, upload, &state)
        }
    }

    private static func create(_ request: Request, _ state: inout State) -> Answer {
        state.lastUpload += 1
        let name = "upload/+\(state.lastUpload)="
        state.uploads[name] = Upload(key: request.key, fields: kept(request.headers), begun: state.lastUpload)
        return .document(XMLElement("InitiateMultipartUploadResult", children: [XMLElement("UploadId", text: name)]))
    }

    private static func complete(_ request: Request, _ name: String, _ upload: Upload, _ state: inout State) -> Answer {
        guard let root = try? XMLElement.parse(request.body) else { return .error(400, "MalformedXML") }
        let key = ObjectKeyBytes(upload.key)
        if let refusal = refusal(request, state.objects[key]) { return refusal }
        var bytes: [UInt8] = []
        var (tags, sums): ([UInt8], [UInt8]) = ([], [])
        var before = 0
        let elements = root.all("Part")
        for (index, element) in elements.enumerated() {
            guard let number = element.text("PartNumber").flatMap({ Int($0) }), number > before else {
                return .error(400, "InvalidPartOrder")
            }
            guard let part = upload.parts[number], element.text("ETag") == "\"\(part.tag)\"",
                element.text("ChecksumSHA256") == part.checksum
            else { return .error(400, "InvalidPart") }
            guard part.bytes.count >= 5 << 20 || index == elements.count - 1 else {
                return .error(400, "EntityTooSmall")
            }
            before = number
            bytes += part.bytes
            tags += (try? Digest.hash(.md5, part.bytes)) ?? []
            sums += (try? Digest.hash(.sha256, part.bytes)) ?? []
        }
        guard request.headers["x-amz-mp-object-size"] == String(bytes.count) else {
            return .error(400, "InvalidRequest")
        }
        let stored = Stored(
            bytes: bytes, tag: "\(tag(tags))-\(elements.count)", fields: upload.fields,
            checksum: "\(sum(sums))-\(elements.count)")
        state.objects[key] = stored
        state.uploads[name] = nil
        return .document(
            XMLElement("CompleteMultipartUploadResult", children: [XMLElement("ETag", text: "\"\(stored.tag)\"")]))
    }

    private static func listUploads(_ request: Request, _ state: State) -> Answer {
        let found = state.uploads.filter { $1.key.hasPrefix(request.query["prefix"] ?? "") }
        let children = found.sorted { $0.value.begun < $1.value.begun }.map { name, upload in
            XMLElement(
                "Upload",
                children: [
                    XMLElement("Key", text: upload.key), XMLElement("UploadId", text: name),
                    XMLElement("Initiated", text: Timestamp.rfc3339(milliseconds: upload.begun * 1000)),
                ])
        }
        return .document(XMLElement("ListMultipartUploadsResult", children: children))
    }

    private static func listParts(_ upload: Upload) -> Answer {
        let children = upload.parts.sorted { $0.key < $1.key }.map { number, part in
            XMLElement(
                "Part",
                children: [
                    XMLElement("PartNumber", text: String(number)), XMLElement("Size", text: String(part.bytes.count)),
                    XMLElement("ETag", text: "\"\(part.tag)\""),
                    XMLElement("ChecksumSHA256", text: part.checksum ?? ""),
                ])
        }
        return .document(XMLElement("ListPartsResult", children: children))
    }

    // MARK: Bodies

    /// The bytes of a body without the frames of `aws-chunked`; nil where they are not those of its checksum.
    static func unframed(_ body: [UInt8], _ headers: [String: String]) -> [UInt8]? {
        guard headers["x-amz-content-sha256"]?.hasPrefix("STREAMING-") == true else {
            if let signed = headers["x-amz-content-sha256"], signed.utf8.count == 64,
                signed != ((try? Digest.hash(.sha256, body)) ?? []).hexadecimal
            {
                return nil
            }
            guard let checksum = headers["x-amz-checksum-sha256"] else { return body }
            return checksum == sum(body) ? body : nil
        }
        var bytes: [UInt8] = []
        var rest = body[...]
        while let end = rest.firstIndex(of: 0x0D) {
            let line = String(decoding: rest[..<end], as: UTF8.self)
            rest = rest[(end + 2)...]
            guard let size = Int(line.prefix { $0 != ";" }, radix: 16), size > 0 else { break }
            bytes += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
        let trailer = String(decoding: rest, as: UTF8.self)
        guard trailer.contains("x-amz-checksum-sha256:\(sum(bytes))") else { return nil }
        return headers["x-amz-decoded-content-length"] == String(bytes.count) ? bytes : nil
    }
}
