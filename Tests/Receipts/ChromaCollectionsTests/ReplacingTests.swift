import Basics
import CollectionConformance
import HTTPTransport
import JSON
import ReceiptCollections
import ReceiptModel
import Segments
import Synchronization
import Testing

@testable import ChromaCollections

@Suite(.timeLimit(.minutes(15))) struct ReplacingTests {
    private let own: JSONValue = ["model": "local-hash-v1", "dims": 4, "text_format": "tagged-1"]

    private func words(_ stand: StandInChroma) throws -> ChromaCollection {
        ChromaCollection(.words, server: try stand.server(), table: memory(), space: space, time: patience())
    }

    private func record(_ id: String, _ first: Float = 1) -> CollectionRecord {
        CollectionRecord(record: Record(id: id, document: id, metadata: [:]), vector: [first, 0, 0, 0])
    }

    private func old(_ stand: StandInChroma, _ metadata: JSONValue? = nil) {
        stand.change { [own] collections in
            var old = StandInChroma.Collection(id: "00000000-0000-4000-8000-000000000099", metadata: metadata ?? own)
            old.records["old"] = .init(vector: [1, 1, 1, 1], document: "old", metadata: [:])
            (old.order, old.dimension) = (["old"], 4)
            collections["words"] = old
        }
    }

    /// Adds a record like the one that is there.
    private func add(_ id: String, _ stand: StandInChroma) {
        stand.change { collections in
            guard let record = collections["words"]?.records["old"] else { return }
            collections["words"]?.records[id] = record
            collections["words"]?.order.append(id)
        }
    }

    private func remove(_ stand: StandInChroma) {
        stand.change { collections in
            collections = [:]
            return
        }
    }

    private func ids(_ stand: StandInChroma) -> [String: Set<String>] {
        stand.change { $0.mapValues { Set($0.records.keys) } }
    }

    @Test("Readers have the old records until the new ones are all there, and nothing else stays")
    func beside() async throws {
        try await withChroma { stand in
            old(stand)
            let collection = try words(stand)
            let summary = try await collection.replaceAll(in: space, knowing: Ledger()) { add in
                try await add([record("a")])
                #expect(try await words(stand).records(["old", "a"]).map(\.record.id) == ["old"])
                try await add([record("b")])
            }
            #expect(summary.count == 2 && ids(stand) == ["words": ["a", "b"]])
            #expect(try await collection.records(["old", "a"]).map(\.record.id) == ["a"])
        }
    }

    @Test("What fails while records come leaves the old ones, and no part of the new ones")
    func failing() async throws {
        try await withChroma { stand in
            old(stand)
            let failure = await error {
                _ = try await words(stand).replaceAll(in: space, knowing: Ledger()) { add in
                    try await add([record("a")])
                    throw FdnixError(.io, "no more")
                }
            }
            #expect(failure?.message == "no more" && ids(stand) == ["words": ["old"]])
            // Whoever writes meanwhile is not written over.
            let conflict = await error {
                _ = try await words(stand).replaceAll(in: space, knowing: Ledger()) { add in
                    try await add([record("a")])
                    self.add("more", stand)
                }
            }
            #expect(conflict?.code == .conflict && ids(stand) == ["words": ["old", "more"]])
        }
    }

    @Test("Whoever dies between the two names leaves the old records to readers, and to the next one who writes")
    func dying() async throws {
        for last in 0..<3 {
            let seen = SharedNumber(0)
            // It dies at one of the requests that give names and take away what was replaced.
            try await withChroma({ _, request in
                let isNaming =
                    request.method == "PUT" || request.path.hasSuffix("-replaced") && request.method == "DELETE"
                guard isNaming, seen.value.withLock({ $0 }) >= 0 else { return nil }
                let number = seen.value.withLock { number in
                    number += 1
                    return number
                }
                // The first of them removes what another one left.
                return number > last + 1 ? .refused(403) : nil
            }) { stand in
                old(stand)
                let failure = await error {
                    _ = try await words(stand).replaceAll(in: space, knowing: Ledger()) { try await $0([record("a")]) }
                }
                #expect(failure?.code == .denied)
                seen.value.withLock { $0 = -1 }
                let wanted: Set<String> = last < 2 ? ["old"] : ["a"]
                let found = try await words(stand).records(["old", "a"])
                #expect(Set(found.map(\.record.id)) == wanted, "\(last)")
                _ = try await words(stand).session(owner: "o")
                #expect(ids(stand)["words"] == wanted, "\(last)")
                _ = try await words(stand).replaceAll(in: space, knowing: Ledger()) { try await $0([record("b")]) }
                #expect(ids(stand) == ["words": ["b"]], "\(last)")
            }
        }
    }

    @Test("Who goes on with the old collection after the last look before the names change is not dropped with it")
    func late() async throws {
        let stands = Mutex<StandInChroma?>(nil)
        try await withChroma({ _, request in
            // The first name is given: a compactor that had found the collection writes into it, by its id.
            if request.method == "PUT", request.bytes > 0, let stand = stands.withLock({ $0.take() }) {
                add("x", stand)
            }
            return nil
        }) { stand in
            old(stand)
            stands.withLock { $0 = stand }
            let conflict = await error {
                _ = try await words(stand).replaceAll(in: space, knowing: Ledger()) { try await $0([record("a")]) }
            }
            #expect(conflict?.code == .conflict && ids(stand) == ["words": ["old", "x"]])
            _ = try await words(stand).replaceAll(in: space, knowing: Ledger()) { try await $0([record("a")]) }
            #expect(ids(stand) == ["words": ["a"]])
        }
    }

    @Test("A run that is merged while records come is not forgotten")
    func laterRun() async throws {
        try await withChroma { stand in
            old(stand)
            let receipt = try receipt(1)
            func ledger(_ run: String, _ minute: Int) throws -> Ledger {
                var ledger = Ledger()
                ledger.set(
                    receipt.ledgerName,
                    .applied(run: run, created: ReceiptTime(milliseconds: minute * 60_000), count: 1))
                return ledger
            }
            let collection = try words(stand)
            #expect(try await collection.write(ledger("r1", 1), over: Ledger(), owner: "o").isEmpty)
            let conflict = await error {
                _ = try await collection.replaceAll(in: space, knowing: Ledger()) { add in
                    try await add([record("a")])
                    _ = try await collection.write(ledger("r2", 2), over: ledger("r1", 1), owner: "o")
                }
            }
            #expect(conflict?.code == .conflict && ids(stand) == ["words": ["old"]])
            #expect(try await collection.ledger() == ledger("r2", 2))
            let kept = try await collection.write(ledger("r3", 3), over: ledger("r1", 1), owner: "o")
            #expect(kept == [receipt], "what was written since is not written over")
            #expect(try await collection.ledger() == ledger("r2", 2))
        }
    }

    @Test("Of two who replace a collection at once none takes the other's records away")
    func between() async throws {
        try await withChroma { stand in
            old(stand)
            let server = try stand.server()
            let found = try await ServerCollection.settled("words", on: server)
            let new = try await ServerCollection.begin("words", space, over: found, on: server)
            try await new.takePlace(of: found, named: "words") { _ in
                let conflict = await error {
                    _ = try await ServerCollection.begin("words", space, over: found, on: server)
                }
                #expect(conflict?.code == .conflict)
                #expect(Set(ids(stand).keys) == ["words-replaced", "words-unfinished"], "nothing is removed")
            }
            #expect(ids(stand) == ["words": []])
            // The other one began before the names changed, so that what was to get the name is gone.
            let next = try await ServerCollection.settled("words", on: server)
            let first = try await ServerCollection.begin("words", space, over: next, on: server)
            let second = try await ServerCollection.begin("words", space, over: next, on: server)
            let gone = await error { try await first.takePlace(of: next, named: "words") { _ in } }
            #expect(gone?.code == .notFound && Set(ids(stand).keys) == ["words", "words-unfinished"])
            try await second.takePlace(of: next, named: "words") { _ in }
            #expect(ids(stand) == ["words": []])
        }
    }

    @Test("While a compactor works on a receipt nothing is replaced")
    func leases() async throws {
        try await withChroma { stand in
            old(stand)
            let collection = try words(stand)
            let receipt = try receipt(1)
            let leases = ReceiptLeases(
                .words, collection.table, owner: "c", collection.server.settings, time: patience())
            #expect(try await leases.take([receipt]).count == 1)
            let conflict = await error {
                _ = try await collection.replaceAll(in: space, knowing: Ledger()) { try await $0([record("a")]) }
            }
            #expect(conflict?.code == .conflict && ids(stand) == ["words": ["old"]])
            await leases.giveBack()
            var imported = Ledger()
            imported.set(receipt.ledgerName, .applied(run: "r", created: ReceiptTime(milliseconds: 1), count: 1))
            _ = try await collection.replaceAll(in: space, knowing: imported) { try await $0([record("a")]) }
            #expect(try await collection.ledger() == imported && ids(stand) == ["words": ["a"]])
        }
    }

    @Test("Who reads a collection that is replaced meanwhile reads the new one")
    func readAgain() async throws {
        let stands = Mutex<StandInChroma?>(nil)
        try await withChroma({ _, request in
            if request.verb == "get", let stand = stands.withLock({ $0.take() }) {
                stand.change { collections in
                    guard var new = collections["words"] else { return }
                    new.id = "00000000-0000-4000-8000-000000000077"
                    new.records["new"] = new.records["old"]
                    new.order.append("new")
                    collections["words"] = new
                }
            }
            return nil
        }) { stand in
            old(stand)
            stands.withLock { $0 = stand }
            let found = try await words(stand).records(["old", "new"])
            #expect(found.count == 2)
        }
    }

    @Test("A reader that found a collection looks for it again after a minute")
    func found() async throws {
        try await withChroma { stand in
            old(stand)
            let clock = CheckClock()
            let collection = ChromaCollection(
                .words, server: try stand.server(), table: memory(), space: space, time: clock.source)
            for (seconds, looks) in [(0, 1), (59, 1), (1, 2), (30, 2)] {
                clock.advance(.seconds(seconds))
                _ = try await collection.records(["old"])
                #expect(stand.requests("words").count == looks)
            }
        }
    }

    @Test("What another program wrote stays, unless that is wanted")
    func others() async throws {
        for metadata: JSONValue in [nil, ["model": "m", "dims": 4, "text_format": "tagged-1"]] {
            try await withChroma { stand in
                old(stand, metadata)
                var collection = try words(stand)
                let failure = await error {
                    _ = try await collection.replaceAll(in: space, knowing: Ledger()) { try await $0([record("a")]) }
                }
                #expect(failure?.code == .incompatible && failure?.message.contains("--replace") == true)
                #expect(ids(stand) == ["words": ["old"]])
                collection.replacesOthers = true
                _ = try await collection.replaceAll(in: space, knowing: Ledger()) { try await $0([record("a")]) }
                #expect(ids(stand) == ["words": ["a"]] && stand.change { $0["words"]?.metadata } == own)
            }
        }
    }

    @Test(
        "A collection is absent where Chroma says so; one that must be there, or a database that is not, is an error")
    func absence() async throws {
        try await withChroma { stand in
            var collection = try words(stand)
            #expect(try await collection.verify().count == 0)
            collection.mustExist = true
            let reader = collection
            for failure in [
                await error { _ = try await reader.verify() },
                await error { try await reader.forEach(batchesOf: 1) { _ in } },
            ] { #expect(failure?.code == .notFound && failure?.message.contains("no collection words") == true) }
            let server = try stand.server { $0.database = "nowhere" }
            let other = ChromaCollection(.words, server: server, table: memory(), space: space)
            let failure = await error { _ = try await other.verify() }
            #expect(failure?.code == .notFound && failure?.message.contains("CHROMA_DATABASE") == true)
        }
        for body in ["", "<h1>Not found</h1>", #"{"error":"not found"}"#] {
            try await withChroma({ _, _ in .refused(404, [], body) }) { stand in
                let failure = await error { _ = try await words(stand).verify() }
                #expect(failure?.code == .incompatible && failure?.message.contains("no Chroma server") == true)
            }
        }
    }

    @Test("A collection that goes while it is read is not taken for a smaller one")
    func going() async throws {
        try await withChroma { stand in
            old(stand)
            add("z", stand)
            let failure = await error {
                try await words(stand).forEach(batchesOf: 1) { _ in remove(stand) }
            }
            #expect(failure?.code == .conflict)
        }
    }

    @Test("Ids that look alike are different ones, and no more results are asked for than a server takes")
    func idsAndResults() async throws {
        try await withChroma { stand in
            old(stand)
            _ = try await words(stand).records(["e\u{301}", "\u{e9}"])
            #expect(stand.requests("get").last?.json["ids"]?.array?.count == 2)
            _ = try await words(stand).nearest([1, 0, 0, 0], limit: .max, filter: nil, isExact: false)
            #expect(stand.requests("query").last?.json["n_results"] == .integer(Int64(Int32.max)))
        }
    }
}
