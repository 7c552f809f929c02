import Basics
import HTTPTypes
import TestSupport
import Testing

@testable import HTTPServing

@Suite struct TrustedProxiesTests {
    private static let proxy = "10.0.0.1"
    private let proxies: TrustedProxies

    init() throws { proxies = try TrustedProxies(parsing: "10.0.0.0/8, ::1 192.0.2.250") }

    private func client(
        _ peer: String = proxy, forwardedFor: [String] = [], forwarded: [String] = []
    ) -> String? {
        var fields = HTTPFields()
        fields[values: ForwardingHeaders.forwardedFor] = forwardedFor
        fields[values: ForwardingHeaders.forwarded] = forwarded
        return proxies.client(peer: IPAddress(peer), fields: fields)?.description
    }

    @Test func nobodyIsBelievedByDefault() {
        let fields: HTTPFields = [ForwardingHeaders.forwardedFor: "203.0.113.9"]
        #expect(TrustedProxies().client(peer: IPAddress(Self.proxy), fields: fields) == IPAddress(Self.proxy))
        #expect(TrustedProxies().client(peer: nil, fields: fields) == nil)
    }

    @Test func onlyTrustedPeersAreBelieved() {
        #expect(client("203.0.113.1", forwardedFor: ["198.51.100.7"]) == "203.0.113.1")
        #expect(client("203.0.113.1", forwarded: ["for=198.51.100.7"]) == "203.0.113.1")
        #expect(client(forwardedFor: ["198.51.100.7"]) == "198.51.100.7")
        #expect(client("::ffff:10.0.0.1", forwardedFor: ["198.51.100.7"]) == "198.51.100.7")
        #expect(client("::1", forwarded: ["for=198.51.100.7"]) == "198.51.100.7")
        #expect(client() == Self.proxy)
    }

    @Test func whatTheClientWroteItselfIsNotBelieved() {
        #expect(client(forwardedFor: ["1.1.1.1, 198.51.100.7"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["1.1.1.1", "198.51.100.7, 10.2.2.2"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["10.0.0.5, 198.51.100.7, 10.2.2.2, 192.0.2.250"]) == "198.51.100.7")
        #expect(client(forwarded: ["for=1.1.1.1, for=198.51.100.7;proto=https"]) == "198.51.100.7")
        // All of them ours: the one that began.
        #expect(client(forwardedFor: ["10.3.3.3, 10.2.2.2"]) == "10.3.3.3")
    }

    @Test func aHopThatNamesNobodyEndsTheWay() {
        #expect(client(forwardedFor: ["198.51.100.7, unknown"]) == Self.proxy)
        #expect(client(forwardedFor: ["198.51.100.7, unknown, 10.2.2.2"]) == "10.2.2.2")
        #expect(client(forwarded: [#"for=198.51.100.7, for="_hidden""#]) == Self.proxy)
        #expect(client(forwarded: ["for=198.51.100.7, by=10.0.0.1"]) == Self.proxy)
        // A quote that the client left open takes in what the proxy added.
        #expect(client(forwarded: [#"for="1.1.1.1, for=198.51.100.7"#]) == Self.proxy)
        #expect(client(forwarded: [#"for=""#, "for=198.51.100.7"]) == "198.51.100.7")
    }

    @Test func theTwoHeadersMustAgree() {
        #expect(client(forwardedFor: ["198.51.100.7"], forwarded: ["for=198.51.100.7"]) == "198.51.100.7")
        #expect(client(forwardedFor: ["198.51.100.7"], forwarded: ["for=1.1.1.1"]) == Self.proxy)
    }

    @Test(arguments: [
        ("198.51.100.7", "198.51.100.7"), ("198.51.100.7:8080", "198.51.100.7"), ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"), ("2001:db8::1", "2001:db8::1"), ("198.51.100.7:_x", "198.51.100.7"),
        ("[198.51.100.7]", nil), ("[2001:db8::1", nil), ("[2001:db8::1]x", nil), ("", nil), ("unknown", nil),
        ("_secret", nil), ("[]:1", nil), (":", nil),
    ])
    func nodes(text: String, address: String?) { #expect(ForwardingHeaders.node(text[...])?.description == address) }

    @Test(arguments: [
        (#"for="[2001:db8::1]:443""#, ["2001:db8::1"]), (#"For = 198.51.100.7 ;by=x"#, ["198.51.100.7"]),
        (#"by="a,b;for=1.1.1.1";for=198.51.100.7"#, ["198.51.100.7"]), (#"for="198.51.\100.7""#, ["198.51.100.7"]),
        ("for=1.1.1.1;for=2.2.2.2", [nil]), (#"for=1.1.1.1, ,for="2.2.2.2""#, ["1.1.1.1", "2.2.2.2"]),
        (#"for="a"b"#, [nil]), ("", []), ("for", [nil]), (#"for=1.1"1.1"#, [nil]),
    ])
    func elementsOfForwarded(value: String, hops: [String?]) {
        #expect(ForwardingHeaders.hops(forwarded: [value]).map { $0?.description } == hops)
    }

    @Test func whateverTheHeadersSayTheClientIsNamedByThemOrThePeer() {
        let pieces = [
            "for=", "by=", "\"", "\\", ",", ";", " ", "10.0.0.9", "203.0.113.4", "[2001:db8::1]", ":80", "unknown", "=",
            "_x", "é",
        ]
        var random = SplitMix(9)
        for _ in 0..<TestSettings.fuzzIterations(3000) {
            let noise = { (random: inout SplitMix) in
                (0..<Int.random(in: 0..<14, using: &random)).map { _ in
                    pieces.randomElement(using: &random) ?? ""
                }.joined()
            }
            let (one, other) = (noise(&random), noise(&random))
            let named = client(forwardedFor: Bool.random(using: &random) ? [one] : [], forwarded: [other])
            #expect([Self.proxy, "10.0.0.9", "203.0.113.4", "2001:db8::1"].contains(named))
            // What the nearest proxy adds decides, whatever stands before it.
            #expect(client(forwardedFor: [one, "203.0.113.4"]) == "203.0.113.4")
            #expect(client(forwarded: [one, "for=203.0.113.4"]) == "203.0.113.4")
        }
    }

    @Test func whatIsNotAnAddressIsRefused() throws {
        #expect(try TrustedProxies(parsing: " , ") == TrustedProxies())
        for text in ["nginx", "10.0.0.0/8, x", "10.0.0.0/40", "10.0.0.0 / 8"] {
            let error = #expect(throws: FdnixError.self) { try TrustedProxies(parsing: text) }
            #expect(error?.code == .usage)
        }
    }
}
