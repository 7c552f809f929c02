import Basics
import Tables
import Testing

extension TableCheck {
    static let batches: [TableCheck] = [
        TableCheck("any number of items is written, deleted and read in batches") { table in
            let items = (0..<130).map { item("b", "\($0)", ["n": .int($0)]) }
            try await table.write(items.map { .put($0) })
            let keys = (0..<140).map { ItemKey.of("b", "\($0)") }
            let read = try await table.items(keys + keys.prefix(3))
            #expect(read.compactMap { $0["n"]?.int }.sorted() == Array(0..<130))
            try await table.write(
                keys.prefix(100).map { .delete($0) } + [
                    .put(item("b", "0", ["n": .int(1000)])), .delete(.of("b", "120")),
                ])
            let left = try await table.items(keys)
            #expect(left.compactMap { $0["n"]?.int }.sorted() == (100..<130).filter { $0 != 120 } + [1000])
            #expect(try await table.items([]).isEmpty)
            try await table.write([])
        },
        TableCheck("a batch that is too large or names an item twice is refused") { table in
            let many = (0..<26).map { BatchWrite.put(item("b", "\($0)")) }
            var error = await #expect(throws: FdnixError.self) { _ = try await table.batchWrite(many) }
            #expect(error?.code == .usage)
            error = await #expect(throws: FdnixError.self) {
                _ = try await table.batchWrite([.put(item("b")), .delete(.of("b"))])
            }
            #expect(error?.code == .usage)
            error = await #expect(throws: FdnixError.self) {
                _ = try await table.batchGet((0..<101).map { .of("b", "\($0)") }, consistent: true)
            }
            #expect(error?.code == .usage)
        },
    ]
}
