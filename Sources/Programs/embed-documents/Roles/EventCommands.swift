import ArgumentParser
import Basics
import LambdaRuntime

/// A role that answers events, here the one on standard input.
protocol EventCommand: AsyncParsableCommand {
    /// What answers.
    static var function: RoleFunction { get }
}

extension EventCommand {
    func run() async throws { try await Self.function.run(ProcessEnvironment.current) }
}

/// `embed-documents cache-update`: rows follow the objects of buckets.
struct CacheUpdateCommand: EventCommand {
    static let function = DocumentFunctions.cacheUpdate
    static let configuration = CommandConfiguration(
        commandName: "cache-update",
        abstract: "Bring rows up to date with notifications of S3, read from standard input.")
}

/// `embed-documents manage`: the first step of a run.
struct ManageCommand: EventCommand {
    static let function = DocumentFunctions.manage
    static let configuration = CommandConfiguration(
        commandName: "manage", abstract: "Purge, and remove what is stored of deleted documents.")
}

/// `embed-documents detect`: the second step of a run.
struct DetectCommand: EventCommand {
    static let function = DocumentFunctions.detect
    static let configuration = CommandConfiguration(
        commandName: "detect", abstract: "List the documents that are to be ingested.")
}

/// `embed-documents summarize`: the last step of a run.
struct SummarizeCommand: EventCommand {
    static let function = DocumentFunctions.summarize
    static let configuration = CommandConfiguration(
        commandName: "summarize", abstract: "Gather the results of a run into one summary.")
}
