import ArgumentParser
import Basics
import CommandRunner
import Documents

/// `embed-documents retry`: gives documents that failed another chance.
struct RetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Have documents that failed tried again in the next run.")

    @Option(help: ArgumentHelp("Only this document, s3://BUCKET/KEY (default: all that failed).", valueName: "address"))
    var uri: String?
    @OptionGroup var data: DataOptions

    func run() async throws {
        let cloud = try await Workshop(data.environment()).cloud(needsLinks: false)
        let report = try await Retry(cloud.cache).run(uri: uri)
        try JSONLines.print(report.json)
    }
}
