import HTTPTypes
import ServiceAPI

/// An HTML answer, with the headers that keep a page from doing anything it was not written to do.
enum PageResponse {
    /// Nothing but this site's own files; no inline script or style; no text turned into script.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "trusted-types fdnix",
    ].joined(separator: "; ")

    /// Pages: they change with the index and with the files they load, and the tag makes asking again cheap.
    static let representation = Representation(
        ServiceResponse(type: ServiceResponse.pageType, cache: "no-cache", body: []).protectedPage(policy: policy),
        version: WebAsset.generation)

    /// An answer that nobody keeps: an error.
    static func failure(_ status: HTTPResponse.Status, body: (inout HTML) -> Void) -> ServiceResponse {
        ServiceResponse(status: status, type: ServiceResponse.pageType, body: document(body: body))
            .protectedPage(policy: policy)
    }

    /// A document of HTML: what `body` writes.
    static func document(body: (inout HTML) -> Void) -> [UInt8] {
        var html = HTML(capacity: 1 << 16)
        html.doctype()
        body(&html)
        return html.bytes
    }
}
