import JSON

extension JSONValue {
    /// The text of a member, empty where it is missing.
    func text(_ key: String) -> String { self[key]?.string ?? "" }

    /// The strings of a member, none where it is missing.
    func texts(_ key: String) -> [String] { self[key]?.array?.compactMap(\.string) ?? [] }

    /// The flags of a package object that a user should know of.
    var flagNames: [String] {
        ["broken", "unfree", "insecure", "unsupported"].filter { self[$0]?.bool == true }
            + (self["available"]?.bool == false ? ["unavailable"] : [])
    }
}
