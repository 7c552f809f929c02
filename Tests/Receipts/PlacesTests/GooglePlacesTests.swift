import Basics
import HTTPTransport
import JSON
import Logging
import ReceiptEvents
import ReceiptModel
import Settings
import Synchronization
import Tables
import TestSupport
import Testing

@testable import Places

@Suite struct GooglePlacesTests {
    private static let shop = """
        {"name":"Zephyr Hardware","place_id":"place-1","formatted_address":"1 Oak St, Springfield, IL 62701, USA",\
        "formatted_phone_number":"(415) 555-0132","types":["hardware_store","store","establishment"]}
        """

    /// A client of a stand-in that answers each kind of request with a body, or a status.
    private func places(
        _ answers: [String: String], table: MemoryTable? = nil,
        retry: RetryPolicy = RetryPolicy(attempts: 3, base: .zero),
        time: TimeSource = .system
    ) throws -> (GooglePlaces, StandInServer) {
        let server = try StandInServer { peer, request in
            let name = request.target.split(separator: "/").dropLast().last.map(String.init) ?? ""
            guard let answer = answers[name] else { return peer.reply(404) }
            return Int(answer).map { peer.reply($0) } ?? peer.reply(200, [], answer)
        }
        let places = try GooglePlaces(
            key: Secret("a-secret-key"), base: "\(server.url)/maps/api/place", table: table, events: .none,
            retry: retry,
            client: HTTPClient(.init(environment: [:])), time: time)
        return (places, server)
    }

    /// A request's name with its parameters, the key left out, which every one must have.
    private func asked(_ server: StandInServer) -> [String] {
        server.requests.map { request in
            #expect(request.method == "GET" && request.target.hasPrefix("/maps/api/place/"))
            #expect(request.target.hasSuffix("&key=a-secret-key"))
            return String(request.target.dropFirst("/maps/api/place/".count).dropLast("&key=a-secret-key".count))
        }
    }

    private let details =
        "details/json?place_id=place-1&fields=name%2Cformatted_address%2Cplace_id%2Cformatted_phone_number"
        + "%2Cinternational_phone_number%2Cwebsite%2Ctypes%2Cbusiness_status"

    @Test func `a number is looked up in the world's form`() async throws {
        let (places, server) = try places([
            "findplacefromtext": #"{"status":"OK","candidates":[\#(Self.shop)]}"#,
            "details": #"{"status":"OK","result":\#(Self.shop)}"#,
        ])
        let found = try await places.places(.phone("4155550132"))
        #expect(
            found == [
                MerchantCandidate(
                    name: "Zephyr Hardware", placeID: "place-1", address: "1 Oak St, Springfield, IL 62701, USA",
                    phone: "(415) 555-0132", category: "hardware_store",
                    types: ["hardware_store", "store", "establishment"])
            ])
        #expect(
            asked(server) == [
                "findplacefromtext/json?input=%2B14155550132&inputtype=phonenumber"
                    + "&fields=place_id%2Cname%2Cformatted_address%2Ctypes", details,
            ])
    }

    @Test func `what is not a shop is looked for by words`() async throws {
        let street = #"{"name":"Oak St","place_id":"s","types":["route"]}"#
        let (places, server) = try places([
            "findplacefromtext": #"{"status":"OK","candidates":[\#(street)]}"#,
            "textsearch": #"{"status":"OK","results":[\#(Self.shop),\#(street)]}"#,
            "details": #"{"status":"NOT_FOUND"}"#,
        ])
        let found = try await places.places(.phone("4155550132"))
        #expect(found.map(\.placeID) == ["place-1"], "details that are gone leave what the search told")
        #expect(asked(server).dropFirst() == ["textsearch/json?query=%2B14155550132", details])
    }

    @Test func `addresses and texts`() async throws {
        let (places, server) = try places([
            "textsearch": #"{"status":"OK","results":[\#(Self.shop)]}"#,
            "details": #"{"status":"OK","result":\#(Self.shop)}"#,
        ])
        #expect(try await places.places(.address("1 OAK ST & 2")).count == 1)
        #expect(try await places.places(.text("CAFÉ #1")).count == 1)
        #expect(try await places.places(.neighbours(line: 1, minimum: 0)).isEmpty)
        #expect(
            asked(server) == [
                "textsearch/json?query=1%20OAK%20ST%20%26%202", details, "textsearch/json?query=CAF%C3%89%20%231",
                details,
            ])
    }

    @Test(arguments: [
        (#"{"status":"OVER_QUERY_LIMIT"}"#, "throttled", 3), (#"{"status":"UNKNOWN_ERROR"}"#, "service", 3),
        (#"{"status":"REQUEST_DENIED","error_message":"a-secret-key"}"#, "denied", 1),
        (#"{"status":"OVER_DAILY_LIMIT"}"#, "denied", 1), ("503", "service", 3), ("403", "service", 1),
        ("<html>", "service", 1), (#"{"status":"NEWS"}"#, "service", 1),
    ])
    func `refusals`(answer: String, code: String, tries: Int) async throws {
        let (places, server) = try places(["findplacefromtext": answer, "textsearch": answer])
        for lookup in [MerchantLadder.Lookup.phone("4155550132"), .text("ZEPHYR")] {
            let error = await #expect(throws: FdnixError.self) { try await places.places(lookup) }
            #expect(error?.code.rawValue == code)
            let words = "\(error.map { "\($0)" } ?? "")"
            #expect(!words.contains("a-secret-key") && !words.contains("5550132") && !words.contains("ZEPHYR"))
        }
        #expect(server.requests.count == 2 * tries)
    }

    @Test func `a server that is gone`() async throws {
        let (places, server) = try places([:])
        server.stop()
        let error = await #expect(throws: FdnixError.self) { try await places.places(.phone("4155550132")) }
        let words = "\(error.map { "\($0)" } ?? "")"
        #expect(!words.contains("a-secret-key") && !words.contains("5550132"))
    }

    @Test func `answers are kept for thirty days`() async throws {
        let clock = Mutex(1_000_000)
        let time = TimeSource(now: { clock.withLock { $0 } }, sleep: { _ in })
        let table = MemoryTable(TableSchema("PK", "SK"))
        let (places, server) = try places(
            [
                "findplacefromtext": #"{"status":"OK","candidates":[\#(Self.shop)]}"#,
                "details": #"{"status":"OK","result":\#(Self.shop)}"#,
            ], table: table, time: time)
        let first = try await places.places(.phone("4155550132"))
        let kept = try await places.places(.phone("4155550132"))
        #expect(kept == first && server.requests.count == 2)
        let key = ItemKey("PLACES#PHONE", .string("VALUE#\(String(repeating: "_", count: 20))4155550132"))
        let item = try #require(try await table.get(key))
        #expect(item["time_to_live"] == .int(1000 + 30 * 86_400) && item["place_id"] == "place-1")
        clock.withLock { $0 += 30 * 86_400_000 }
        _ = try await places.places(.phone("4155550132"))
        #expect(server.requests.count == 4)
        try await table.put(["PK": key.partition, "SK": key.sort ?? "", "place_id": "p", "time_to_live": .int(1 << 40)])
        _ = try await places.places(.phone("4155550132"))
        #expect(
            asked(server).last?.hasPrefix("details/json?place_id=p&") == true,
            "an item of others with no more than the id")
    }

    @Test func `that nothing is found is kept as well`() async throws {
        let table = MemoryTable(TableSchema("PK", "SK"))
        let (nothing, server) = try places(
            [
                "findplacefromtext": #"{"status":"ZERO_RESULTS"}"#,
                "textsearch": #"{"status":"ZERO_RESULTS","results":[]}"#,
            ],
            table: table)
        for _ in 0..<2 { #expect(try await nothing.places(.phone("4155550132")).isEmpty) }
        for _ in 0..<2 { #expect(try await nothing.places(.address("12 OAK ST")).isEmpty) }
        #expect(server.requests.count == 3)
        for _ in 0..<2 { #expect(try await nothing.places(.address("OAK ST")).isEmpty) }
        for _ in 0..<2 { #expect(try await nothing.places(.text("12 OAK ST")).isEmpty) }
        #expect(server.requests.count == 7, "words, and addresses without a number, are not kept")
        let (invalid, other) = try places(["findplacefromtext": #"{"status":"INVALID_REQUEST"}"#], table: table)
        for _ in 0..<2 { #expect(try await invalid.places(.phone("2125550100")).isEmpty) }
        #expect(other.requests.count == 1)
        let ids = try await table.scan(.whole, limit: 10, token: nil).items.compactMap { $0["place_id"]?.string }
        #expect(ids.sorted() == ["INVALID", "NO_RESULTS", "NO_RESULTS"])
    }

    @Test func `roads are not kept`() async throws {
        let table = MemoryTable(TableSchema("PK", "SK"))
        let street = #"{"name":"Oak St","place_id":"s","types":["route"]}"#
        let (places, _) = try places(["textsearch": #"{"status":"OK","results":[\#(street)]}"#], table: table)
        #expect(try await places.places(.address("12 OAK ST")).map(\.types) == [["route"]])
        #expect(try await table.scan(.whole, limit: 10, token: nil).items.isEmpty)
    }
}
