import Basics
import HTTPTypes
import JSON
import Segments

/// How a collection takes the place of another. It is written under a name beside that one, and has its name in the end, so
/// that whoever reads has the old one or the new one, and never a part.
extension ServerCollection {
    /// Where records are written that are to take the place of others.
    private static func unfinished(_ name: String) -> String { "\(name)-unfinished" }
    /// What is replaced is called so until the new one has the name; a server refuses a name that another has.
    private static func replaced(_ name: String) -> String { "\(name)-replaced" }

    /// The collection of a name as readers see it; nil where there is none. Where whoever replaced it died between the two names
    /// it is the old one. Throws `notFound` where there is no such database.
    static func current(_ name: String, on server: ChromaServer) async throws -> ServerCollection? {
        if let found = try await find(name, on: server) { return found }
        // One that is replaced and nothing else is what a deletion should have taken with it.
        if let old = try await find(replaced(name), on: server),
            try await find(unfinished(name), on: server) != nil
        {
            return old
        }
        try await server.checkDatabase()
        // It may have got its name between the questions.
        return try await find(name, on: server)
    }

    /// The same for who writes: one that was left under another name gets its own back.
    static func settled(_ name: String, on server: ChromaServer) async throws -> ServerCollection? {
        guard let found = try await current(name, on: server) else { return nil }
        return found.answer.name == name ? found : try await found.renamed(name)
    }

    /// Makes the collection that is to replace `old`, or nothing where none has the name yet, and removes what an earlier
    /// attempt left. Throws `conflict` where another one is about it just now.
    static func begin(
        _ name: String, _ space: VectorSpace, over old: ServerCollection?, on server: ChromaServer
    ) async throws -> ServerCollection {
        for left in [unfinished(name), replaced(name)] {
            // While another one is between the two names, there are no others than these.
            guard try await find(name, on: server)?.answer.id == old?.answer.id else {
                throw FdnixError(.conflict, "the Chroma collection \(name) is being replaced by somebody else")
            }
            try await delete(left, on: server)
        }
        return try await make(unfinished(name), space, on: server)
    }

    /// Removes the collection, where its name is not another one's by now.
    func withdraw() async throws {
        guard try await Self.find(answer.name, on: server)?.answer.id == answer.id else { return }
        try await delete()
    }

    /// Takes the place of `old`, which has the name, or of nothing. Throws what the server does where another has the name; and
    /// what `check` does, which is asked when nobody finds the old one any more. The old one has its name again then.
    func takePlace(
        of old: ServerCollection?, named name: String, check: (_ old: ServerCollection?) async throws -> Void
    ) async throws {
        let old = try await old?.renamed(Self.replaced(name))
        do {
            try await check(old)
            _ = try await renamed(name)
        } catch {
            // Where neither has the name now, both stay for whoever looks next.
            if let old, (try? await old.renamed(name)) == nil { throw error }
            try? await withdraw()
            throw error
        }
        try await Self.delete(Self.replaced(name), on: server)
    }

    /// The collection under another name, which it has from now on.
    private func renamed(_ name: String) async throws -> ServerCollection {
        let request: JSONValue = ["new_name": .string(name)]
        try await server.send(.put, server.path("/\(answer.id)"), request.encoded)
        var answer = answer
        answer.name = name
        return ServerCollection(server: server, answer: answer)
    }
}
