import HTTPTransport
public import HTTPTypes

extension HTTPField.Name {
    /// `X-Request-Id`: names a request in logs and answers.
    public static let requestID = HTTPField.Name(spelled: "X-Request-Id")
    /// `Referrer-Policy`: what pages that a page leads to are told of it.
    public static let referrerPolicy = HTTPField.Name(spelled: "Referrer-Policy")
    /// `Cross-Origin-Opener-Policy`: whether windows of other sites may reach a page's.
    public static let crossOriginOpenerPolicy = HTTPField.Name(spelled: "Cross-Origin-Opener-Policy")
    /// `Permissions-Policy`: which powers of the browser a page gives up.
    public static let permissionsPolicy = HTTPField.Name(spelled: "Permissions-Policy")
}
