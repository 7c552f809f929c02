import ArgumentParser
import Basics
import CommandRunner
import DocumentStore
import Documents
import JSON

/// `embed-documents migrate`: makes tables, indexes and collections.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Make what is missing: extension, tables, indexes, and a collection a configured model.",
        discussion: "What is there stays as it is; run it before the first task and after a change of models.")

    @OptionGroup var data: DataOptions

    func run() async throws {
        let workshop = Workshop(data.environment())
        let collections = try workshop.models().models.collections
        let store = try await workshop.store()
        try await store.migrate(collections)
        let names = collections.map { JSONValue.string($0.name) }
        try JSONLines.print(["Store": .string(store.location), "Collections": .array(names)])
    }
}
