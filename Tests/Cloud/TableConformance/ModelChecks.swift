import Basics
import Tables
import TestSupport
import Testing

/// Random writes, which must do to a table what they do to the one in memory.
private struct RandomWrites {
    var random: SplitMix

    private mutating func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &random)] }

    mutating func value() -> AttributeValue {
        pick([
            "", "a", "ab", "é", .int(0), .int(-3), .number("1.5"), .number("1e20"), .bool(true), .null,
            .binary([0, 9]),
            .list(["x", .int(1)]), .map(["k": .map(["n": .int(2)])]), .stringSet(["a", "b"]), .numberSet(["1", "2"]),
        ])
    }

    mutating func key() -> ItemKey { .of(pick(["a", "b"]), pick(["1", "2", "3"])) }

    private mutating func name() -> String { pick(["x", "y", "z"]) }

    mutating func item() -> Item {
        let key = key()
        var item: Item = ["PK": key.partition, "SK": key.sort ?? ""]
        for name in ["x", "y", "z"] where Bool.random(using: &random) { item[name] = value() }
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
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return .exists(name())
        case 1: return .absent(name())
        case 2: return .compare(name(), pick(comparisons), pick(["a", "ab", .int(0), .number("1.5"), .binary([1])]))
        case 3: return .beginsWith(name(), "a")
        case 4: return .contains(name(), pick(["a", "b"]))
        case 5: return .not(condition(depth: depth - 1))
        case 6: return .all([condition(depth: depth - 1), condition(depth: depth - 1)])
        default: return .any([condition(depth: depth - 1), condition(depth: depth - 1)])
        }
    }

    mutating func updates() -> [ItemUpdate] {
        ["x", "y", "z"].shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)).map { name in
            switch Int.random(in: 0..<5, using: &random) {
            case 0: .set(name, value())
            case 1: .setIfAbsent(name, value())
            case 2: .remove(name)
            case 3: .add(name, pick([.int(2), .number("-0.25"), .stringSet(["b", "c"])]))
            default: .subtract(name, .stringSet(["a", "c"]))
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
