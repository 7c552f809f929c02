import Basics
import Tables
import TestSupport
import Testing

/// Random writes, which must do to a table what they do to the one in memory.
private struct RandomWrites {
    var random: SplitMix

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    /// A value for an attribute: `n` is a number, `t` text, `s` a set, `o` anything.
    private mutating func value(of name: String) -> AttributeValue {
        switch name {
        case "n": pick([.int(0), .int(-3), .number("1.5"), .number("10000000000")])
        case "t": pick(["", "a", "ab", "é", "b"])
        case "s": pick([.stringSet(["a", "b"]), .stringSet(["c"])])
        default:
            pick([
                "x", .int(1), .bool(true), .null, .binary([0, 9]), .list(["x", .int(1)]),
                .map(["k": .map(["n": .int(2)])]), .numberSet(["1", "2"]), .binarySet([[1], [2]]),
            ])
        }
    }

    mutating func key() -> ItemKey { .of(pick(["a", "b"]), pick(["1", "2", "3"])) }

    private mutating func name() -> String { pick(["n", "t", "s", "o"]) }

    mutating func item() -> Item {
        let key = key()
        var item: Item = ["PK": key.partition, "SK": key.sort ?? ""]
        for name in ["n", "t", "s", "o"] where Bool.random(using: &random) { item[name] = value(of: name) }
        if Bool.random(using: &random) {
            item["GSI1PK"] = pick(["g", "h"])
            item["GSI1SK"] = pick(["1", "2"])
        }
        return item
    }

    mutating func condition(depth: Int = 2) -> ItemCondition {
        let comparisons: [ItemCondition.Comparison] = [
            .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
        ]
        switch Int.random(in: 0..<(depth > 0 ? 10 : 7), using: &random) {
        case 0: return .exists(name())
        case 1: return .absent(name())
        case 2: return .compare("n", pick(comparisons), value(of: "n"))
        case 3: return .compare("t", pick(comparisons), value(of: "t"))
        case 4: return .beginsWith("t", "a")
        case 5: return .contains("t", "b")
        case 6: return .contains("s", "b")
        case 7: return .not(condition(depth: depth - 1))
        case 8: return .all([condition(depth: depth - 1), condition(depth: depth - 1)])
        default: return .any([condition(depth: depth - 1), condition(depth: depth - 1)])
        }
    }

    private mutating func updates() -> [ItemUpdate] {
        let names = ["n", "t", "s", "o"].shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
        return names.map { name in
            switch (Int.random(in: 0..<5, using: &random), name) {
            case (0, _): .setIfAbsent(name, value(of: name))
            case (1, _): .remove(name)
            case (2, "n"): .add(name, pick([.int(2), .number("-0.25")]))
            case (2, "s"): .add(name, .stringSet(["b", "c"]))
            case (3, "s"): .subtract(name, .stringSet(["a", "c"]))
            default: .set(name, value(of: name))
            }
        }
    }

    mutating func write() -> ItemWrite {
        let condition = Int.random(in: 0..<3, using: &random) > 0 ? condition() : nil
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: .put(item(), if: condition)
        case 1: .delete(key(), if: condition)
        default: .update(key(), updates(), if: condition)
        }
    }
}

extension Table {
    /// Does a write, and gives what the item was or is, or the code of the error.
    fileprivate func outcome(_ write: ItemWrite) async throws -> Result<Item?, FdnixError> {
        do {
            switch write {
            case .put(let item, let condition): return .success(try await put(item, if: condition))
            case .update(let key, let updates, let condition):
                return .success(try await update(key, updates, if: condition))
            case .delete(let key, let condition): return .success(try await delete(key, if: condition))
            case .check: return .success(nil)
            }
        } catch let error as FdnixError {
            return .failure(error)
        }
    }

    fileprivate func contents(index: String?) async throws -> [Item] {
        var items: [Item] = []
        for partition in index == nil ? ["a", "b"] : ["g", "h"] {
            let query = ItemQuery(.string(partition), index: index, consistent: index == nil)
            for try await item in self.items(query) { items.append(item) }
        }
        return items
    }
}

extension TableCheck {
    static let model: [TableCheck] = [
        TableCheck("random writes do what they do in memory") { table in
            let memory = MemoryTable(schema)
            var writes = RandomWrites(random: SplitMix(41))
            for _ in 0..<TestSettings.fuzzIterations(300) {
                let write = writes.write()
                switch (try await table.outcome(write), try await memory.outcome(write)) {
                case (.success(let found), .success(let expected)): expectSame(found, expected)
                case (.failure(let found), .failure(let expected)):
                    #expect(found.code == expected.code, "\(write): \(found), in memory \(expected)")
                    if let expected = expected.underlying as? ConditionFailure {
                        expectSame((found.underlying as? ConditionFailure)?.current, expected.current)
                    }
                case (let found, let expected): Issue.record("\(write): \(found), in memory \(expected)")
                }
            }
            for index in [nil, "GSI1"] {
                let (found, expected) = (
                    try await table.contents(index: index), try await memory.contents(index: index)
                )
                #expect(found.count == expected.count)
                guard index == nil else {
                    // The order of items with equal keys is a table's own.
                    #expect(Set(found.map { "\($0["PK"] ?? "")\($0["SK"] ?? "")" }).count == expected.count)
                    continue
                }
                for (found, expected) in zip(found, expected) { expectSame(found, expected) }
            }
        }
    ]
}
