import CollectionConformance
import Synchronization
import Testing

/// What every back end has to do, with the server's stand-in.
@Suite(.timeLimit(.minutes(15))) struct ChromaConformanceTests {
    @Test(arguments: CollectionCheck.all.filter { !$0.needs.contains(.versions) })
    func check(_ check: CollectionCheck) async throws {
        try await withChroma { server in try await run(check, on: server.url) }
    }

    @Test("The same with a server that loses answers, and is busy now and then")
    func faults() async throws {
        for name in [
            "two compactors at once lose nothing", "many receipts in one group, and what is not touched stays",
        ] {
            let check = try #require(CollectionCheck.all.first { $0.name == name })
            let faults = Mutex<[String: Int]>([:])
            try await withChroma({ number, request -> StandInChroma.Fault? in
                let kinds: [StandInChroma.Fault] = [
                    .refused(503, ["Retry-After: 0"]), .lost(isDone: false), .lost(isDone: true), .refused(429),
                ]
                let place = (number * 2_654_435_761) >> 7 & 31
                guard place < kinds.count else { return nil }
                // It is sent five times; chance may not make one of it that never arrives.
                let count = faults.withLock { faults in
                    faults["\(request.path) \(request.json)", default: 0] += 1
                    return faults["\(request.path) \(request.json)"] ?? 0
                }
                return count <= 3 ? kinds[place] : nil
            }) { server in try await run(check, on: server.url) }
        }
    }
}
