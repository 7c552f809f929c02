import Basics
import ObjectStorage
import Testing

extension ObjectStoreCase {
    static let listings = [
        ObjectStoreCase("pages follow one another, ascending by bytes") { subject in
            let names = ["a", "a!", "a/1", "a/2", "a0", "b/x/y", "b/x/z", "c", "z", "é", "😀"]
            for name in names.shuffled() { try await subject.put(name, name) }
            for size in [1, 2, 3, names.count, 1000] {
                #expect(try await subject.names(pageSize: size) == names, "pages of \(size)")
            }
            let page = try await subject.store.list(prefix: subject.prefix, token: nil, limit: 4)
            #expect(page.objects.count == 4)
            let rest = try await subject.store.list(prefix: subject.prefix, token: page.next, limit: 1000)
            #expect((page.objects + rest.objects).map(\.key) == names.map(subject.key))
            #expect(rest.next == nil)
            let object = try #require(page.objects.first)
            let head = try #require(try await subject.store.head(object.key))
            #expect(object.size == 1 && object.tag == head.tag && abs(object.modified - head.modified) < 2_000)
        },
        ObjectStoreCase("a prefix is bytes, not a directory") { subject in
            for name in ["run", "run-1", "run/1", "run/2", "runs", "ru", "é"] { try await subject.put(name, "") }
            #expect(try await subject.names("run") == ["run", "run-1", "run/1", "run/2", "runs"])
            #expect(try await subject.names("run/") == ["run/1", "run/2"])
            #expect(try await subject.names("run/2") == ["run/2"])
            #expect(try await subject.names("none") == [])
            #expect(try await subject.names("e") == [])
        },
        ObjectStoreCase("a listing without objects has one empty page") { subject in
            let page = try await subject.store.list(prefix: subject.prefix, token: nil, limit: 10)
            #expect(page == ObjectPage([], next: nil))
            for limit in [0, -1, 1001] {
                await expect(.usage) {
                    _ = try await subject.store.list(prefix: subject.prefix, token: nil, limit: limit)
                }
            }
        },
        ObjectStoreCase("what keys have in common is told once, ascending, and as deep as the prefix asks") { subject in
            for name in ["a/1", "a/2/3", "a", "a!/x", "a0", "b/c", "é/1", "run-1/x", "run-2/x/y", "z", "50% a b/x"] {
                try await subject.put(name, "")
            }
            func common(_ prefix: String) async throws -> [String] {
                try await subject.store.commonPrefixes(of: subject.key(prefix)).map {
                    String($0.dropFirst(subject.prefix.count))
                }
            }
            #expect(try await common("") == ["50% a b/", "a!/", "a/", "b/", "run-1/", "run-2/", "é/"])
            #expect(try await common("a") == ["a!/", "a/"])
            #expect(try await common("a/") == ["a/2/"])
            if subject.traits.keepsOddSegments {
                try await subject.put("b//c", "")
                #expect(try await common("b/") == ["b//"])
            }
            #expect(try await common("run-") == ["run-1/", "run-2/"])
            #expect(try await common("run-2/x") == ["run-2/x/"])
            #expect(try await common("none/") == [])
            // Strings that Swift takes for one, and a mark that it takes for a part of the letter before.
            for name in ["x/e\u{301}/1", "x/\u{e9}/1", "y/z", "y/\u{301}z"] { try await subject.put(name, "") }
            #expect(
                try await common("x/").map { Array($0.utf8) } == ["x/e\u{301}/", "x/\u{e9}/"].map { Array($0.utf8) })
            #expect(try await common("y").map { Array($0.utf8) } == [Array("y/".utf8)])
            try await subject.store.delete([subject.key("run-1/x")])
            #expect(try await common("run-") == ["run-2/"])
        },
        ObjectStoreCase("thousands of objects are listed and removed") { subject in
            let count = subject.traits.manyObjects
            let names = (0..<count).map { "many/\($0 % 7)/\(String(100_000 + $0).dropFirst())" }
            _ = try await together(32) { lane in
                for number in stride(from: lane, to: count, by: 32) { try await subject.put(names[number], "x") }
            }
            #expect(try await subject.names() == names.sorted())
            #expect(try await subject.names("many/3/") == names.filter { $0.hasPrefix("many/3/") }.sorted())
            try await subject.store.delete(names.dropLast().map(subject.key))
            #expect(try await subject.names() == [names[count - 1]])
        },
    ]
}
