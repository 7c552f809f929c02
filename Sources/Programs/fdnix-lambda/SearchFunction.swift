import Basics
import LambdaGateway
import LambdaRuntime
import Logging
import PackageSearch
import RemoteModels
import SearchAPI

/// The search service behind a gateway or a function URL.
struct SearchFunction: LambdaFunction {
    private let gateway: GatewayFunction

    /// Opens the index. One that cannot be opened is not an error: requests are answered with 503, and each tries again.
    init(_ configuration: FunctionConfiguration) {
        // One invocation at a time, and one more that may go on although its time is up.
        let source = IndexSource(
            path: configuration.indexPath, searchers: 2, models: .bedrock(environment: ProcessEnvironment.current))
        var settings = SearchService.Configuration()
        settings.semantic = configuration.semantic
        gateway = GatewayFunction(SearchService(source, configuration: settings))
        let log = Logger(label: "fdnix.lambda")
        for warning in configuration.warnings { log.warning("\(warning)") }
        do {
            let index = try source.current()
            log.debug("index opened", metadata: ["tag": "\(index.tag)"])
        } catch {
            log.error("no index yet, answering 503", metadata: ["error": "\(error)"])
        }
    }

    func answer(_ invocation: Invocation) async -> [UInt8] { await gateway.answer(invocation) }

    func answerWhenLate(_ invocation: Invocation) -> [UInt8]? { gateway.answerWhenLate(invocation) }
}
