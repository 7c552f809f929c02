import Basics
import HTTPTransport
import HTTPTypes
import JSON
import Settings

/// The three requests of the service, with patience for what passes. Neither the key nor what is asked for gets into an error.
struct PlacesService: Sendable {
    let key: Secret
    let base: URLParts
    let retry: RetryPolicy
    let client: HTTPClient
    let time: TimeSource

    /// Who has a telephone number, given with the country's code: `+14155550132`.
    func findPlace(phone: String) async throws -> PlaceAnswer {
        let json = try await ask(
            "findplacefromtext",
            [("input", phone), ("inputtype", "phonenumber"), ("fields", "place_id,name,formatted_address,types")])
        return json.map { .places(($0["candidates"]?.array ?? []).compactMap(Place.init)) } ?? .invalid
    }

    /// What some words mean.
    func textSearch(_ query: String) async throws -> PlaceAnswer {
        let json = try await ask("textsearch", [("query", query)])
        return json.map { .places(($0["results"]?.array ?? []).compactMap(Place.init)) } ?? .invalid
    }

    /// All there is to know of a place.
    func details(_ id: String) async throws -> PlaceAnswer {
        let fields =
            "name,formatted_address,place_id,formatted_phone_number,international_phone_number,website,types,"
            + "business_status"
        let json = try await ask("details", [("place_id", id), ("fields", fields)])
        return json.map { .places([$0["result"]].compactMap { $0 }.compactMap(Place.init)) } ?? .invalid
    }

    /// The answer to a request; nil where the service calls the request itself invalid.
    private func ask(_ name: String, _ parameters: [(String, String)]) async throws -> JSONValue? {
        let query = (parameters + [("key", key.value)]).map { "\($0)=\(PercentEncoding.encode($1))" }
        let path = base.path.hasSuffix("/") ? base.path.dropLast() : base.path
        let url = try URLParts("\(base.origin)\(path)/\(name)/json?\(query.joined(separator: "&"))")
        var attempt = 1
        while true {
            let outcome = try await attemptOnce(url, name)
            switch outcome {
            case .answer(let json): return json
            case .invalid: return nil
            case .passing(let error, let outcome):
                let decision = retry.decision(
                    after: outcome, attempt: attempt, method: .get, random: .random(in: 0..<1), now: time.now() / 1000)
                guard case .retry(let pause) = decision else { throw error }
                attempt += 1
                try await time.sleep(pause)
            }
        }
    }

    private enum Outcome {
        case answer(JSONValue)
        case invalid
        case passing(FdnixError, RetryPolicy.Outcome)
    }

    private func attemptOnce(_ url: URLParts, _ name: String) async throws -> Outcome {
        let (status, after, bytes): (Int, String?, [UInt8])
        do {
            let limits = HTTPLimits(connect: .seconds(5), total: .seconds(15), redirects: 0)
            let reply = try await client.send(url.request(), limits: limits)
            (status, after) = (reply.status, reply.head.headerFields[.retryAfter])
            bytes = try await reply.collect(upTo: Self.largestAnswer)
        } catch let error as FdnixError {
            guard let failure = error.underlying as? HTTPFailure else { throw error }
            return .passing(error, .failure(failure))
        }
        guard (200..<300).contains(status) else {
            return .passing(
                FdnixError(.service, "Google Places answered \(name) with HTTP \(status)"),
                .status(status, retryAfter: after))
        }
        guard let json = try? JSONValue.parse(bytes), let word = json["status"]?.string else {
            throw FdnixError(
                .service, "Google Places answered \(name) with what is not an answer; check PLACES_BASE_URL")
        }
        switch word {
        case "OK", "ZERO_RESULTS", "NOT_FOUND": return .answer(json)
        case "INVALID_REQUEST": return .invalid
        case "OVER_QUERY_LIMIT":
            return .passing(
                FdnixError(.throttled, "Google Places has had enough for now (\(word))"), .status(429))
        case "UNKNOWN_ERROR":
            return .passing(FdnixError(.service, "Google Places failed (\(word))"), .status(500))
        case "REQUEST_DENIED", "OVER_DAILY_LIMIT":
            throw FdnixError(
                .denied, "Google Places refused to answer (\(word)); check GOOGLE_PLACES_API_KEY and its account")
        default:
            throw FdnixError(.service, "Google Places answered \(name) with \"\(word.printable(onOneLine: true))\"")
        }
    }

    private static let largestAnswer = 4 << 20
}
