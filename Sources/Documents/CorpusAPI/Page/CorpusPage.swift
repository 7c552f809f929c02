import Basics
import DocumentStore
import Documents
import HTTPTypes
import ServiceAPI

/// `GET /`: the question's form and what was found, as a page that needs no script.
enum CorpusPage {
    static let route = CorpusRoute(name: "page", summary: "A page to ask on.") { service, request in
        let state = CorpusPageState(request.parameters, service.search.models)
        guard !state.question.trimmed.isEmpty else { return response(.ok, state, .nothing) }
        do {
            let answer = try await service.search.answer(try SearchRoutes.question(request.parameters))
            service.metrics.search()
            return response(.ok, state, .found(answer))
        } catch {
            let failure = service.failure(error, request)
            return response(HTTPResponse.Status(code: failure.status), state, .failed(failure.message))
        }
    }

    /// What the page has below its form.
    private enum Content {
        case nothing
        case found(CorpusAnswer)
        case failed(String)
    }

    /// Nothing but the style of this site; no script at all.
    private static let policy = [
        "default-src 'none'", "style-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    private static func response(
        _ status: HTTPResponse.Status, _ state: CorpusPageState, _ content: Content
    ) -> ServiceResponse {
        var html = HTML(capacity: 1 << 14)
        html.doctype()
        html.element("html", .lang("en")) { html in
            html.element("head") { html in
                html.void("meta", .charset("utf-8"))
                html.void("meta", .name("viewport"), .content("width=device-width, initial-scale=1"))
                html.element("title", text: state.question.isEmpty ? "Documents" : "\(state.question) – Documents")
                html.void("link", .rel("stylesheet"), .href(.own("/style.css")))
            }
            html.element("body") { html in
                html.element("h1", text: "Ask the documents")
                state.writeForm(to: &html)
                html.element("main") { html in
                    switch content {
                    case .nothing: break
                    case .failed(let message): html.element("p", .class("error"), .role("alert"), text: message)
                    case .found(let answer): CorpusResults(answer: answer).write(to: &html)
                    }
                }
            }
        }
        return ServiceResponse(status: status, type: ServiceResponse.pageType, body: html.bytes)
            .protectedPage(policy: policy)
    }
}
