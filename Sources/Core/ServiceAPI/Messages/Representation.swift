import Basics
import HTTPTypes

/// How a kind of answers is sent: the headers that all of them have. The one way from a request to an answer that its
/// caller may have already.
public struct Representation: Sendable {
    /// The answer without contents: 200, media type, `Cache-Control`, protections.
    public let prototype: ServiceResponse
    /// Names what this program contributes to the contents: another text where the program writes them otherwise.
    public let version: String

    /// A kind of answers. `version` is empty where tags name the contents by themselves.
    public init(_ prototype: ServiceResponse, version: String = "") {
        self.prototype = prototype
        self.version = version
    }

    /// Answers of the API: they may be kept for five minutes without asking again.
    public static let json = Representation(
        ServiceResponse(type: "application/json", cache: keptForMinutes, body: []), version: fdnixVersion)

    /// The `Cache-Control` of answers that may be kept for five minutes.
    public static let keptForMinutes = "public, max-age=300"

    /// Contents, made where neither the caller nor the service has them.
    public struct Contents: Sendable {
        /// The body of the answer.
        public var bytes: [UInt8]
        /// False where the next request may get better ones, as after a search that had to do without meaning: then
        /// nobody keeps them, and they have no tag.
        public var isLasting: Bool

        /// Contents that others may keep too, unless told otherwise.
        public init(bytes: [UInt8], isLasting: Bool = true) {
            self.bytes = bytes
            self.isLasting = isLasting
        }
    }

    /// Answers 304 where the caller has what `tag` names, and nothing is made; else 200 with what `make` makes.
    ///
    /// A 304 has the headers of the 200 that it stands for (RFC 9110 §15.4.5).
    public func answer(
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
