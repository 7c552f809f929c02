import Basics
import HTTPTypes

/// One request of a chain of redirects.
struct Hop {
    var address: URLParts
    var method: HTTPRequest.Method
    var fields: HTTPFields
    var body: HTTPBody

    /// What must differ from all hops before.
    var key: String { "\(method.rawValue) \(address)" }

    /// The request that a redirect asks for (RFC 9110 §15.4), nil where the reply is not one.
    ///
    /// 303 turns every method but HEAD into GET; 301 and 302 do so with POST, as all browsers do; 307 and 308 change
    /// nothing. `Authorization` and `Cookie` stay with the origin that they were meant for. From https to http no
    /// redirect is followed: whoever asked for https is not to get what anyone on the way may have written.
    func next(after reply: HTTPResponse) throws(HTTPFailure) -> Hop? {
        guard [301, 302, 303, 307, 308].contains(reply.status.code), let location = reply.headerFields[.location] else {
            return nil
        }
        var next = self
        do throws(FdnixError) {
            next.address = try address.resolving(location)
        } catch {
            throw HTTPFailure(.redirect, error.message)
        }
        guard address.scheme == .http || next.address.scheme == .https else {
            throw HTTPFailure(.redirect, "it leads from https to \(next.address.origin)")
        }
        let becomesGet =
            switch reply.status.code {
            case 303: method != .head && method != .get
            case 301, 302: method == .post
            default: false
            }
        if becomesGet {
            next.method = .get
            next.body = .empty
            for name in [HTTPField.Name.contentType, .contentEncoding, .contentLanguage, .contentLocation] {
                next.fields[values: name] = []
            }
        } else if !body.isReplayable {
            throw HTTPFailure(.body, "a redirect wants it a second time")
        }
        if next.address.origin != address.origin {
            for name in [HTTPField.Name.authorization, .cookie, .proxyAuthorization] { next.fields[values: name] = [] }
        }
        return next
    }
}
