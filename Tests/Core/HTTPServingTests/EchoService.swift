import HTTPTypes
import ServiceAPI

/// A service of a page that can be kept, and of `/echo`, which answers with what was sent.
struct EchoService: HTTPService {
    var maximumBody = 0
    var isOpenToOtherSites = true

    static let page = Array(repeating: UInt8(ascii: "a"), count: 5000)

    func respond(to request: ServiceRequest) async -> ServiceResponse {
        switch request.path {
        case "/page":
            let kind = Representation(ServiceResponse(type: "text/css", cache: "no-cache", body: []))
            return marked(
                await kind.answer(request, tag: EntityTag("page")) { Representation.Contents(bytes: Self.page) })
        case "/echo": return marked(ServiceResponse(type: "text/plain", body: request.body))
        default: return refusal(.notFound("No such path"))
        }
    }
}
