import Basics
import DocumentStore
import JSON
import Testing

extension DocumentStoreCheck {
    /// Texts that mean something to SQL, to JSON, to COPY, or that are hard to compare.
    private static let texts = [
        "'", "\"", "''; DROP TABLE pg_embedding; --", "\\", "\\N", "\\.", "%", "_", "{\"a\":1}", "{}", "[", "$1", "?1",
        "NULL",
        "a\nb\r\nc\td", "\u{1}\u{7F}", "\u{85}\u{2028}", "\u{FEFF}x", "\u{FFFE}\u{FFFF}", "\u{10FFFF}", "e\u{301}",
        "\u{E9}", "\u{1F468}\u{200D}\u{1F469}",
        "\u{202E}abc", "I\u{130}\u{131}", " lead and trail ", String(repeating: "long ", count: 20_000),
    ]

    static let hostile: [DocumentStoreCheck] = [
        DocumentStoreCheck("any text is kept, in chunks, metadata, sources and names") { store, again in
            for (number, text) in texts.enumerated() {
                let name = DocumentCollection(String(text.prefix(50)), dimension: 8)
                let source = "s3://b/" + text.prefix(50)
                try await store.migrate([name])
                #expect(try await again.hasCollection(name.name))
                let whole = chunk(
                    text,
                    [
                        "value": .string(text), "n": .integer(Int64(number)),
                        "in": .object(JSONObject([.init(text, [.string(text)])])),
                    ])
                try await store.put(source, [whole], in: name)
                for filter in [nil, ChunkFilter.equals("value", .string(text))] {
                    let found = try await again.active(in: name, filter)
                    #expect(found.count == 1, "\(text.prefix(40))")
                    #expect(
                        found.first.map { $0.text.utf8.elementsEqual(text.utf8) && isSame($0.metadata, whole.metadata) }
                            ?? false)
                }
                let sources = try await store.sources(in: name.name, after: nil, limit: 3)
                #expect(sources.map { Array($0.utf8) } == [Array(source.utf8)])
                #expect(try await store.put(source, [whole], in: name) == 1)
                #expect(try await store.remove(source, from: name.name) == 1)
                try await store.empty(name)
            }
        },
        DocumentStoreCheck("the character U+0000 is refused wherever it stands") { store, _ in
            try await store.migrate([.small])
            try await store.put("s3://b/a", ["one"])
            let chunks = [
                chunk("a\u{0}b"), chunk("x", ["k": "a\u{0}"]), chunk("x", ["k": ["l": ["\u{0}"]]]),
                chunk("x", JSONObject([.init("k\u{0}", 1)])),
            ]
            for chunk in chunks {
                let error = await #expect(throws: FdnixError.self) { try await store.put("s3://b/a", [chunk]) }
                #expect(error?.code == .malformedInput)
            }
            var error = await #expect(throws: FdnixError.self) { try await store.put("s3://b/\u{0}", ["one"]) }
            #expect(error?.code == .malformedInput)
            error = await #expect(throws: FdnixError.self) { try await store.remove("s3://b/\u{0}", from: nil) }
            #expect(error?.code == .malformedInput)
            error = await #expect(throws: FdnixError.self) { try await store.migrate([.init("a\u{0}", dimension: 3)]) }
            #expect(error?.code == .malformedInput)
            #expect(try await store.texts() == ["one"])
        },
    ]
}
