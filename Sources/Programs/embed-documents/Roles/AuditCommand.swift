import ArgumentParser
import Basics
import CommandRunner
import Documents

/// `embed-documents audit`: compares what is stored with what the rows say.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "List documents that are stored without a row, and the reverse.")

    @Flag(help: "Delete what is stored without a row, and queue what has a row and is not stored.")
    var fix = false
    @OptionGroup var data: DataOptions

    func run() async throws {
        let workshop = Workshop(data.environment())
        let report = try await Audit(
            cache: try await workshop.cloud(needsLinks: false).cache, store: try await workshop.store(),
            models: try workshop.models().models
        ).run(fixes: fix)
        try JSONLines.print(report.json)
    }
}
