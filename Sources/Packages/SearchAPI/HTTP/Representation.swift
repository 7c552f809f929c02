import Basics
import HTTPTypes

/// How a kind of answers is sent: the headers that all of them have. The one way from a request to an answer that its
/// caller may have already.
struct Representation: Sendable {
    /// The answer without contents: 200, media type, `Cache-Control`, protections.
    let prototype: ServiceResponse
    /// Names what this program contributes to the contents: another text where the program writes them otherwise.
    let version: String

    /// A kind of answers. `version` is empty where tags name the contents by themselves.
    init(_ prototype: ServiceResponse, version: String = "") {
        self.prototype = prototype
        self.version = version
    }

    /// Answers of the API: they may be kept for five minutes without asking again.
    static let json = Representation(
        ServiceResponse(type: "application/json", cache: keptForMinutes, body: []), version: fdnixVersion)

    /// The `Cache-Control` of answers that may be kept for five minutes.
    static let keptForMinutes = "public, max-age=300"

    /// Contents, made where neither the caller nor the service has them.
    struct Contents: Sendable {
        /// The body of the answer.
        var bytes: [UInt8]
        /// False where the next request may get better ones, as after a search that had to do without meaning: then
        /// nobody keeps them, and they have no tag.
        var isLasting = true
    }

    /// Answers 304 where the caller has what `tag` names, and nothing is made; else 200 with what `make` makes.
    ///
    /// A 304 has the headers of the 200 that it stands for (RFC 9110 §15.4.5).
    func answer(
        _ request: ServiceRequest, tag: EntityTag, make: () async throws -> Contents
    ) async rethrows -> ServiceResponse {
        var response = prototype
        if tag.isKnown(to: request) {
            response.head.status = .notModified
        } else {
            let contents = try await make()
            response.body = contents.bytes
            guard contents.isLasting else {
                response.head.headerFields[.cacheControl] = "no-store"
                return response
            }
        }
        response.head.headerFields.append(HTTPField(name: .eTag, value: tag.text))
        return response
    }
}

extension IndexSnapshot {
    /// Answers a request whose answer depends on nothing but its path, its parameters and this index: from the caller's
    /// copy, from the kept answers, or anew. What the answer takes that costs anything belongs into `make`.
    func answer(
        _ request: ServiceRequest, as representation: Representation,
        make: () async throws -> Representation.Contents
    ) async rethrows -> ServiceResponse {
        let key = "\(request.path)?\(request.parameters.encoded())"
        let tag = EntityTag(hashing: "\(representation.version) \(key)", prefix: self.tag)
        return try await representation.answer(request, tag: tag) {
            if let kept = answers[key] { return Representation.Contents(bytes: kept) }
            let contents = try await make()
            if contents.isLasting { answers.insert(contents.bytes, for: key) }
            return contents
        }
    }
}
