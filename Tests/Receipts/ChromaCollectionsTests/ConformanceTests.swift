import CollectionConformance
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
            try await withChroma({ number, request in
                switch (number * 2_654_435_761) >> 7 & 31 {
                case 0: .refused(503, ["Retry-After: 0"])
                case 1: .lost(isDone: false)
                case 2: .lost(isDone: true)
                case 3: .refused(429)
                default: nil
                }
            }) { server in try await run(check, on: server.url) }
        }
    }
}
