import Tables
import TestSupport
import Testing

@testable import Documents

struct LinksTableTests {
    private let uri = "s3://b/k.docx"

    @Test(arguments: TableKind.allCases)
    func `a link has the same five characters whenever it is asked for`(kind: TableKind) async throws {
        try await DocumentsFixture.with(kind) { fixture in
            let original = LinksTable.address(bucket: "media", key: "0f/a b+é.png")
            #expect(original == "https://media.s3.amazonaws.com/0f/a%20b%2B%C3%A9.png")
            let id = try await fixture.links.link(original, type: "image", of: uri)
            #expect(id.utf8.count == 5)
            fixture.clock.advance(.seconds(10))
            #expect(try await fixture.links.link(original, type: "image", of: uri) == id)
            #expect(
                try await fixture.linksTable.get(ItemKey(.string(id))) == [
                    "uuid": .string(id), "original_link": .string(original), "type": "image",
                    "created_at": .int(1_700_000_000), "source_uri": .string(uri),
                ])
            _ = try await fixture.links.link("\(original)2", type: "image", of: uri)
            _ = try await fixture.links.link(original, type: "image", of: "s3://b/other")
            #expect(try await fixture.links.links(of: uri).count == 2)
            #expect(try await fixture.links.remove(of: uri) == 2)
            #expect(try await fixture.links.links(of: "s3://b/other").count == 1)
        }
    }

    @Test func `a name that another link has is passed over`() async throws {
        let fixture = DocumentsFixture()
        let taken = try LinksTable.id("\(uri)\nhttps://x\n0")
        try await fixture.linksTable.put([
            "uuid": .string(taken), "original_link": "https://y", "source_uri": "s3://b/z",
        ])
        let id = try await fixture.links.link("https://x", type: "image", of: uri)
        #expect(id == (try LinksTable.id("\(uri)\nhttps://x\n1")))
        #expect(try await fixture.linksTable.get(ItemKey(.string(taken)))?["original_link"] == "https://y")
    }

    @Test func `names are the last digits of a hash in base 62`() throws {
        // SHA-256 of nothing is e3b0c442…7852b855, whose remainder by 62⁵ is 256,430,517.
        #expect(try LinksTable.id("") == "HLxI5")
    }
}
