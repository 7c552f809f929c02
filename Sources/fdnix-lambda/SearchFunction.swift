import Basics
import LambdaRuntime
import Logging
import SearchService

/// The search service behind a gateway or a function URL.
struct SearchFunction: LambdaFunction {
    private let service: SearchService
    private let log = Logger(label: "fdnix.lambda")

    /// Opens the index. One that cannot be opened is no error: requests are answered with 503, and each tries again.
    init(_ configuration: FunctionConfiguration) {
        // One invocation at a time, and one more that may go on although its time is up.
        let source = IndexSource(path: configuration.indexPath, searchers: 2)
        var settings = SearchService.Configuration()
        settings.semantic = configuration.semantic
        service = SearchService(source, configuration: settings)
        for warning in configuration.warnings { log.warning("\(warning)") }
        do {
            let index = try source.current()
            log.debug("index opened", metadata: ["tag": "\(index.tag)"])
        } catch {
            log.error("no index yet, answering 503", metadata: ["error": "\(error)"])
        }
    }

    func answer(_ invocation: Invocation) -> [UInt8] {
        guard let event = try? GatewayEvent(invocation.event, requestID: invocation.requestID) else {
            log.warning("the event is neither of API Gateway nor of a function URL")
            return GatewayAnswer.encode(ServiceError.badRequest("Failed to parse request body").response, .v1)
        }
        let response = service.respond(to: event.request)
        log.debug(
            "answered",
            metadata: ["status": "\(response.status)", "milliseconds": "\(event.request.elapsedMilliseconds)"])
        return GatewayAnswer.encode(response, event.format, maximumSize: RuntimeLoop.maximumAnswerSize)
    }

    func answerWhenLate(_ invocation: Invocation) -> [UInt8]? {
        GatewayAnswer.encode(ServiceError(status: 504, message: "Search took too long").response, .v1)
    }
}
