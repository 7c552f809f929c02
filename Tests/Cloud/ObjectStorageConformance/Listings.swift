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
