import HTTPTransport
import HTTPTypes

extension HTTPField.Name {
    /// `X-Request-Id`: names a request in logs and answers.
    public static let requestID = HTTPField.Name(spelled: "X-Request-Id")
    static let referrerPolicy = HTTPField.Name(spelled: "Referrer-Policy")
    static let crossOriginOpenerPolicy = HTTPField.Name(spelled: "Cross-Origin-Opener-Policy")
    static let permissionsPolicy = HTTPField.Name(spelled: "Permissions-Policy")
}
