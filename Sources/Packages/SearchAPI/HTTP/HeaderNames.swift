import HTTPTypes

extension HTTPField.Name {
    /// The name that `text`, spelled out in a program, states. A text that cannot be a name stops the program.
    public init(spelled text: StaticString) {
        guard let name = HTTPField.Name("\(text)") else { preconditionFailure("\(text) cannot be a header's name") }
        self = name
    }

    /// `X-Request-Id`: names a request in logs and answers.
    public static let requestID = HTTPField.Name(spelled: "X-Request-Id")
    static let referrerPolicy = HTTPField.Name(spelled: "Referrer-Policy")
    static let crossOriginOpenerPolicy = HTTPField.Name(spelled: "Cross-Origin-Opener-Policy")
    static let permissionsPolicy = HTTPField.Name(spelled: "Permissions-Policy")
}
