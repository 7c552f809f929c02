/// An HTML answer, with the headers that keep a page from doing anything it was not written to do.
enum PageResponse {
    /// Nothing but this site's own files; no inline script or style; no text turned into script.
    static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "connect-src 'self'",
        "manifest-src 'self'", "worker-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
        "require-trusted-types-for 'script'", "trusted-types fdnix",
    ].joined(separator: "; ")

    /// The answer to `request` from `snapshot`: what `body` writes, unless the caller has it already.
    static func answer(
        _ request: ServiceRequest, _ snapshot: IndexSnapshot, body: (inout HTML) -> Void
    ) -> ServiceResponse {
        let tag = EntityTag(snapshot, request, version: WebAsset.generation)
        if tag.isKnown(to: request) {
            return protected(ServiceResponse(status: 304, type: type, cache: cache, body: [])).adding("etag", tag.text)
        }
        return document(body: body).adding("etag", tag.text)
    }

    /// A page that nobody keeps: an error.
    static func document(status: Int = 200, body: (inout HTML) -> Void) -> ServiceResponse {
        var html = HTML(capacity: 1 << 16)
        html.doctype()
        body(&html)
        return protected(
            ServiceResponse(status: status, type: type, cache: status == 200 ? cache : "no-store", body: html.bytes))
    }

    private static func protected(_ response: ServiceResponse) -> ServiceResponse {
        response.adding("content-security-policy", policy)
            .adding("referrer-policy", "no-referrer")
            .adding("cross-origin-opener-policy", "same-origin")
            .adding("permissions-policy", "camera=(), geolocation=(), microphone=()")
    }

    private static let type = "text/html; charset=utf-8"
    // Pages change with the index; the tag makes asking again cheap.
    private static let cache = "no-cache"
}
