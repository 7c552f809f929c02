import Basics

/// Names an answer by the index's contents and the request: the same text, the same answer (RFC 9110 §8.8.3).
///
/// It is weak, because the time that a search took is part of the answer.
struct EntityTag {
    /// Answers may be kept for five minutes.
    static let cache = "public, max-age=300"
    /// The request, as far as the answer depends on it.
    let key: String
    let text: String

    /// `version` names the program that makes the answer, where that shapes it.
    init(_ snapshot: IndexSnapshot, _ request: ServiceRequest, version: String = fdnixVersion) {
        key = "\(request.path)?\(request.parameters.encoded())"
        let hash = Array("\(version) \(key)".utf8).withUnsafeBytes { XXHash64.hash($0) }
        text = "W/\"\(snapshot.tag)-\(String(hash, radix: 16))\""
    }

    /// Whether the caller has this answer already.
    func isKnown(to request: ServiceRequest) -> Bool {
        guard let known = request.headers["if-none-match"] else { return false }
        return known.split(separator: ",").contains { $0.trimmed == text || $0.trimmed == "*" }
    }

    /// The answer 304.
    var notModified: ServiceResponse {
        ServiceResponse(status: 304, type: "application/json", cache: Self.cache, body: []).adding("etag", text)
    }
}

extension IndexSnapshot {
    /// Answers a request that depends on nothing but itself and this index: from the caller's copy, from the kept
    /// answers, or anew.
    func answer(_ request: ServiceRequest, _ make: () throws -> ServiceResponse) rethrows -> ServiceResponse {
        let tag = EntityTag(self, request)
        if tag.isKnown(to: request) { return tag.notModified }
        if let kept = answers[tag.key] { return kept }
        let response = try make().adding("etag", tag.text)
        if response.status == 200 { answers.insert(response, for: tag.key) }
        return response
    }
}
