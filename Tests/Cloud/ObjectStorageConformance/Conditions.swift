import Basics
import ObjectStorage
import Testing

extension ObjectStoreCase {
    /// How a put ended: whether it was the one that wrote.
    private static func wins(_ body: () async throws -> Void) async throws -> Bool {
        do {
            try await body()
            return true
        } catch let error as FdnixError where error.code == .conflict {
            return false
        }
    }

    static let conditions = [
        ObjectStoreCase("a put where nothing may be leaves what is there") { subject in
            let first = try await subject.put("a", "first", PutOptions(condition: .ifAbsent))
            await expect(.conflict) { try await subject.put("a", "second", PutOptions(condition: .ifAbsent)) }
            #expect(try await subject.text("a") == "first")
            #expect(try await subject.store.head(subject.key("a"))?.tag == first.tag)
            try await subject.store.delete([subject.key("a")])
            try await subject.put("a", "third", PutOptions(condition: .ifAbsent))
            #expect(try await subject.text("a") == "third")
        },
        ObjectStoreCase("a put over one version leaves every other") { subject in
            guard subject.traits.knowsIfMatches else { return }
            await expect(.conflict) { try await subject.put("a", "x", PutOptions(condition: .ifMatches("0123"))) }
            #expect(try await subject.store.head(subject.key("a")) == nil)
            let first = try await subject.put("a", "first")
            let second = try await subject.put("a", "second", PutOptions(condition: .ifMatches(first.tag)))
            await expect(.conflict) {
                try await subject.put("a", "third", PutOptions(condition: .ifMatches(first.tag)))
            }
            #expect(try await subject.text("a") == "second")
            try await subject.put("a", "fourth", PutOptions(condition: .ifMatches(second.tag)))
            #expect(try await subject.text("a") == "fourth")
        },
        ObjectStoreCase("a copy has conditions as a put has") { subject in
            guard subject.traits.copiesOnCondition else { return }
            try await subject.put("a", "from")
            let there = try await subject.put("b", "there")
            await expect(.conflict) {
                _ = try await subject.store.copy(subject.key("a"), to: subject.key("b"), .ifAbsent)
            }
            #expect(try await subject.text("b") == "there")
            _ = try await subject.store.copy(subject.key("a"), to: subject.key("c"), .ifAbsent)
            #expect(try await subject.text("c") == "from")
            guard subject.traits.knowsIfMatches else { return }
            _ = try await subject.store.copy(subject.key("a"), to: subject.key("b"), .ifMatches(there.tag))
            await expect(.conflict) {
                _ = try await subject.store.copy(subject.key("a"), to: subject.key("b"), .ifMatches(there.tag))
            }
            #expect(try await subject.text("b") == "from")
        },
        ObjectStoreCase("of twenty writers at once one is first") { subject in
            guard subject.traits.isAtomic else { return }
            for round in 0..<5 {
                let results = try await together(20) { writer in
                    try await wins {
                        try await subject.put("\(round)", "writer \(writer)", PutOptions(condition: .ifAbsent))
                    }
                }
                #expect(results.count { $0 } == 1)
            }
        },
        ObjectStoreCase("of twenty writers over one version one wins") { subject in
            guard subject.traits.isAtomic, subject.traits.knowsIfMatches else { return }
            var tag = try await subject.put("a", "start").tag
            for round in 0..<5 {
                let seen = tag
                let winners = try await together(20) { writer in
                    let isWinner = try await wins {
                        try await subject.put("a", "\(round) \(writer)", PutOptions(condition: .ifMatches(seen)))
                    }
                    return isWinner ? writer : nil
                }
                #expect(winners.compactMap(\.self).count == 1)
                let winner = try #require(winners.compactMap(\.self).first)
                #expect(try await subject.text("a") == "\(round) \(winner)")
                tag = try #require(try await subject.store.head(subject.key("a"))).tag
            }
        },
        ObjectStoreCase("a counter that many raise by condition loses no step") { subject in
            guard subject.traits.isAtomic, subject.traits.knowsIfMatches else { return }
            try await subject.put("n", "0")
            _ = try await together(4) { _ in
                for _ in 0..<5 {
                    while true {
                        let read = try await subject.store.get(subject.key("n"))
                        let text = String(decoding: try await read.collect(upTo: 20), as: UTF8.self)
                        let next = "\((Int(text) ?? -100) + 1)"
                        let isRaised = try await wins {
                            try await subject.put("n", next, PutOptions(condition: .ifMatches(read.info.tag)))
                        }
                        if isRaised { break }
                    }
                }
            }
            #expect(try await subject.text("n") == "20")
        },
    ]
}
