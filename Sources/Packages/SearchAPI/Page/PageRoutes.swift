import HTTPTypes
import ServiceAPI

/// The web page: results rendered by the server, and the files that make it quicker to use.
enum PageRoutes {
    static let routes: [Route] =
        [
            page("page", "/", "The web page.", SearchPage.answer),
            page("page-package", "/packages/{attributePath}", "One package, as a page.", DetailPage.answer),
            page("page-compare", "/compare", "Packages side by side.", ComparePage.answer),
            page("page-shell", "/shell", "Packages in one development shell.", ShellPage.answer),
            OfflinePackages.route,
        ] + WebAsset.all.map(\.route)

    /// A route that answers in HTML, failures too.
    private static func page(
        _ name: String, _ path: String, _ summary: String, _ handler: @escaping Route.Handler
    ) -> Route {
        Route(name: name, path: path, summary: summary, type: "text/html", isPublic: false) { service, request, rest in
            do {
                return try await handler(service, request, rest)
            } catch let error as ServiceError {
                return PageResponse.failure(HTTPResponse.Status(code: error.status)) { html in
                    Layout(view: .message, title: "\(error.title) – fdnix").write(to: &html) { html in
                        html.element("section", .class("welcome")) { html in
                            html.element("h1", text: error.title)
                            html.element("p", .class("lead"), text: error.message)
                            html.element("p") { $0.element("a", .href(.own("/")), text: "Back to the start") }
                        }
                    }
                }
            }
        }
    }
}
