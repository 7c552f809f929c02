import Basics
import SearchAPI
import ServiceAPI
import TestSupport
import Testing

@Suite struct HostileRequestTests {
    @Test func hostileTargetsAreAnswered() async throws {
        let alphabet = Array("/?&=%+.\"'<>\\;:-_#[]{}()*!~,abq19\u{0}\n\u{7F}é漢🦊")
        var random = SplitMix(4)
        try await withService { service, _ in
            for _ in 0..<TestSettings.fuzzIterations(400) {
                let tail = String(
                    (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                        alphabet.randomElement(using: &random) ?? "a"
                    })
                let prefix =
                    ["/v1/search?q=", "/v1/search?", "/v1/packages/", "/", "", "/v1/suggest?limit=", "/?q="]
                    .randomElement(using: &random) ?? ""
                let response = await service.get(prefix + tail)
                #expect([200, 304, 400, 404].contains(response.status), "\(prefix + tail)")
            }
        }
    }

    @Test(arguments: ["%", "%2", "%zz", "%ff%fe", "%00", "+%2B+", "%F0%9F%A6%8A"])
    func percentEncodingNeverFails(text: String) {
        let decoded = PercentEncoding.decode(text)
        #expect(PercentEncoding.decode(PercentEncoding.encode(decoded)) == decoded)
    }
}
