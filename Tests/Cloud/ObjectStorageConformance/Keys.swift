import Basics
import ObjectStorage
import TestSupport
import Testing

extension ObjectStoreCase {
    /// Names that stores have stumbled over, each followed by nothing that the next could be mistaken for.
    static let oddNames = [
        "space in it", " leading", "trailing ", "plus+plus", "percent%", "%2F", "%2f", "%41", "100%25", "a%00", "ü",
        "u\u{308}",
        "日本語/漢字", "😀", "a&b=c;d?e#f", "quote\"'<>`", "back\\slash", "(star*)!", "a:b@c,d$e", "~tilde^|{}[]", ".hidden",
        "...", "a..b", "CON", "Case", "case", "CASE", "-dash", "nested/deep/er/still", "a", "a/b", "a/b/c", "a.b",
        "a-b", "a0",
        "tmp", ".fdnix-objects", ".fdnix-objects/x",
    ]
    static let oddSegments = [
        "..", ".", "x/../y", "x/./y", "../up", "./here", "double//slash", "triple///slash", "/leading", "ends/",
        "ends//", "/",
        "//", "../../../../../../etc/passwd",
    ]

    static let keys = [
        ObjectStoreCase("odd keys are keys, each its own") { subject in
            let names = oddNames + (subject.traits.keepsOddSegments ? oddSegments : [])
            for name in names { try await subject.put(name, "<\(name)>") }
            for name in names { #expect(try await subject.text(name).utf8.elementsEqual("<\(name)>".utf8), "\(name)") }
            let ordered = names.map { try? ObjectKey($0) }.compactMap(\.self).sorted().map(\.text)
            let listed = try await subject.names()
            #expect(listed.count == names.count)
            for (a, b) in zip(listed, ordered) { #expect(a.utf8.elementsEqual(b.utf8), "\(a) for \(b)") }
            for name in names {
                #expect(try await subject.names(name).contains { $0.utf8.elementsEqual(name.utf8) }, "\(name)")
                try await subject.store.copy(subject.key(name), to: subject.key("copied/\(name)"))
                try await subject.store.delete([subject.key(name)])
                #expect(try await subject.store.head(subject.key(name)) == nil, "\(name)")
                #expect(try await subject.text("copied/\(name)").utf8.elementsEqual("<\(name)>".utf8), "\(name)")
            }
        },
        ObjectStoreCase("keys of 1,024 bytes are the longest") { subject in
            let room = subject.traits.longestKey - subject.prefix.utf8.count
            let long = String(repeating: "x", count: room)
            let wide = String(repeating: "ü", count: room / 2) + String(repeating: "/", count: room % 2)
            let deep = String(repeating: "d/", count: room / 2 - 1) + "e"
            let percents = String(repeating: "%", count: room)
            let dotted = String(repeating: "x", count: 240) + ".."
            let names = [long, wide, deep, percents, dotted]
            for name in names { try await subject.put(name, String(name.prefix(3))) }
            for name in names { #expect(try await subject.text(name) == String(name.prefix(3))) }
            #expect(Set(try await subject.names()) == Set(names))
            await expect(.usage) { try await subject.put(long + "y", "") }
            await expect(.usage) { _ = try await subject.store.head(subject.key(wide + "ü")) }
            await expect(.usage) { try await subject.store.put("", .bytes([])) }
            await expect(.usage) { try await subject.put("a\u{0}b", "") }
            await expect(.usage) { try await subject.store.delete([subject.key("line\nfeed")]) }
        },
        ObjectStoreCase("random keys are told apart and ordered") { subject in
            var random = SplitMix(7)
            let alphabet = Array("ab/%.~ é+Z!")
            var names: Set<ObjectKey> = []
            while names.count < 60 {
                let count = Int.random(in: 1...12, using: &random)
                let name = String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] })
                let isOdd = name.split(separator: "/", omittingEmptySubsequences: false)
                    .contains { ["", ".", ".."].contains($0) }
                if !isOdd || subject.traits.keepsOddSegments { names.insert(try ObjectKey(name)) }
            }
            for name in names { try await subject.put(name.text, name.text) }
            #expect(try await subject.names() == names.sorted().map(\.text))
            for name in names { #expect(try await subject.text(name.text) == name.text) }
            for name in names.prefix(30) { try await subject.store.delete([subject.key(name.text)]) }
            #expect(try await subject.names(pageSize: 7) == names.dropFirst(30).sorted().map(\.text))
        },
    ]
}
