import PackageSearch
import SearchEngine
import Testing

@testable import Indexer

@Suite("Prominence")
struct ProminenceTests {
    private func document(_ name: String, _ description: String = "") -> IndexDocument {
        var document = IndexDocument(key: name)
        document.texts = [.name: name, .description: description]
        return document
    }

    @Test("A package that others are named after, or speak of, is prominent; a common word is not")
    func citations() {
        let prominence = Prominence([
            document("jellyfin"), document("jellyfin-web"), document("jellyfin-tui"),
            document("player", "Client for Jellyfin"), document("remote", "Controls Jellyfin and Kodi"),
            document("kodi"),
            document("time"), document("clock", "Shows the time"), document("timer", "Time of day, a time for all"),
            document("nobody"),
        ])
        #expect(prominence.value(of: "jellyfin") > prominence.value(of: "kodi"))
        #expect(prominence.value(of: "kodi") > 0)
        #expect(prominence.value(of: "time") == 0)
        #expect(prominence.value(of: "nobody") == 0)
        #expect(prominence.value(of: "jellyfin") < 1)
    }

    @Test("A package does not make itself prominent")
    func selfPraise() {
        let prominence = Prominence([document("boaster", "The best Boaster, simply Boaster")])
        #expect(prominence.value(of: "boaster") == 0)
    }
}
