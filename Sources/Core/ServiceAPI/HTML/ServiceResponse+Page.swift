import HTTPTypes

extension ServiceResponse {
    /// The media type of pages.
    public static let pageType = "text/html; charset=utf-8"

    /// The answer with the headers that keep a page from doing anything it was not written to do; `policy` says what it
    /// may load (Content Security Policy).
    public func protectedPage(policy: String) -> ServiceResponse {
        adding(.contentSecurityPolicy, policy)
            .adding(.referrerPolicy, "no-referrer")
            .adding(.crossOriginOpenerPolicy, "same-origin")
            .adding(.permissionsPolicy, "camera=(), geolocation=(), microphone=()")
    }
}
