import Basics
import LambdaEvents
import LambdaRuntime
import Logging
import PackageSearch
import RemoteModels
import SearchAPI

/// The search service behind a gateway or a function URL.
struct SearchFunction: LambdaFunction {
    private let service: SearchService
    private let log = Logger(label: "fdnix.lambda")

    /// Opens the index. One that cannot be opened is not an error: requests are answered with 503, and each tries again.
    init(_ configuration: FunctionConfiguration) {
        // One invocation at a time, and one more that may go on although its time is up.
        let source = IndexSource(
            path: configuration.indexPath, searchers: 2, models: .bedrock(environment: ProcessEnvironment.current))
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

    func answer(_ invocation: Invocation) async -> [UInt8] {
        let event: GatewayEvent
        do {
            event = try GatewayEvent(invocation.event)
        } catch {
            log.warning("the event is not an HTTP request", metadata: ["error": "\(error)"])
            return encode(ServiceError.badRequest("Failed to parse request body").response, .v1)
        }
        let request = ServiceRequest(event.request, id: invocation.requestID, received: event.received)
        let response = await service.respond(to: request)
        log.debug(
            "answered",
            metadata: ["status": "\(response.status)", "milliseconds": "\(request.elapsedMilliseconds)"])
        return encode(response, event.format)
    }

    func answerWhenLate(_ invocation: Invocation) -> [UInt8]? {
        encode(ServiceError(status: 504, message: "Search took too long").response, .v1)
    }

    private func encode(_ response: ServiceResponse, _ format: GatewayEvent.Format) -> [UInt8] {
        GatewayAnswer.encode(
            response.head, body: response.body, format: format, maximumSize: RuntimeLoop.maximumAnswerSize)
    }
}
