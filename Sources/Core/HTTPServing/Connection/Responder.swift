import Basics
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceAPI

/// What the server knows of a request beside its bytes: who holds its connection.
struct ServerContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: IPAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) }
    }
}

/// Takes requests off the wire, and puts answers on it.
struct Responder: HTTPResponder {
    let handler: RequestHandler

    func respond(to request: Request, context: ServerContext) async throws -> Response {
        let sent = request.body
        let answer = await handler.respond(to: request.head, peer: context.peer) { maximum in
            do {
                return Array(buffer: try await sent.collect(upTo: maximum))
            } catch is NIOTooManyBytesError {
                return nil
            }
        }
        let body: ResponseBody =
            answer.body.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body))
        return Response(status: answer.head.status, headers: answer.head.headerFields, body: body)
    }
}
