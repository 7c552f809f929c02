import Basics
import LambdaEvents
public import LambdaRuntime
import Logging
public import ServiceAPI

/// A service behind a gateway or a function URL: an event in, an answer out.
public struct GatewayFunction: LambdaFunction {
    private let service: any HTTPService
    private let log = Logger(label: "fdnix.lambda")

    /// A function that answers with `service`.
    public init(_ service: any HTTPService) { self.service = service }

    /// Answers an event: one that is not an HTTP request by 400.
    public func answer(_ invocation: Invocation) async -> [UInt8] {
        let event: GatewayEvent
        do {
            event = try GatewayEvent(invocation.event)
        } catch {
            log.warning("the event is not an HTTP request", metadata: ["error": "\(error)"])
            return encode(service.refusal(.badRequest("Failed to parse request body")), .v1)
        }
        guard event.body.count <= service.maximumBody || service.maximumBody == 0 else {
            return encode(service.refusal(.tooLarge(maximum: service.maximumBody)), event.format)
        }
        let request = ServiceRequest(
            event.request, body: service.maximumBody == 0 ? [] : event.body, id: invocation.requestID,
            received: event.received)
        let response = await service.respond(to: request)
        log.debug(
            "answered",
            metadata: ["status": "\(response.status)", "milliseconds": "\(request.elapsedMilliseconds)"])
        return encode(response, event.format)
    }

    /// The answer 504, so that callers are told why.
    public func answerWhenLate(_ invocation: Invocation) -> [UInt8]? {
        encode(service.refusal(ServiceError(status: 504, message: "Search took too long")), .v1)
    }

    private func encode(_ response: ServiceResponse, _ format: GatewayEvent.Format) -> [UInt8] {
        GatewayAnswer.encode(
            response.head, body: response.body, format: format, maximumSize: RuntimeLoop.maximumAnswerSize)
    }
}
