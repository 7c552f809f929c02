public import HTTPTypes

extension HTTPField.Name {
    /// The name that `text`, spelled out in a program, states. A text that cannot be a name stops the program.
    public init(spelled text: StaticString) {
        guard let name = HTTPField.Name("\(text)") else { preconditionFailure("\(text) cannot be a header's name") }
        self = name
    }
}

extension HTTPFields {
    /// The field of this name, in any case; nil where it is not there.
    public func value(_ name: String) -> String? { HTTPField.Name(name).flatMap { self[$0] } }
}
