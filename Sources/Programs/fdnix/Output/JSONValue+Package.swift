import Basics
import JSON
import PackageSearch

extension JSONValue {
    /// The text of a member, fit for a terminal, empty where it is missing.
    func text(_ key: String) -> String { self[key]?.string?.printable() ?? "" }

    /// The strings of a member, fit for a terminal, none where it is missing.
    func texts(_ key: String) -> [String] { self[key]?.array?.compactMap { $0.string?.printable() } ?? [] }

    /// The command that opens a shell with the package, fit to be pasted.
    var shellCommand: String {
        var flags: PackageFlags = []
        if self["unfree"]?.bool == true { flags.insert(.unfree) }
        if self["broken"]?.bool == true { flags.insert(.broken) }
        if self["insecure"]?.bool == true { flags.insert(.insecure) }
        return Snippets([(self["attributePath"]?.string ?? "", flags)]).shell
    }

    /// The flags of a package object that a user should know of.
    var flagNames: [String] {
        ["broken", "unfree", "insecure", "unsupported"].filter { self[$0]?.bool == true }
            + (self["available"]?.bool == false ? ["unavailable"] : [])
    }
}
