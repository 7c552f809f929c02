import Basics
import SearchEngine

/// What a query says of packages beside the names that they have: what people paste, versions, and versions that are gone.
///
/// The packages found so lead as a rule; `text` is then what is searched for beside them.
struct QueryReading {
    /// The text that stands for the query: the names in it.
    var text: String
    /// The documents that the query names, in its order.
    var leading: [Int] = []
    /// What a user should know: that a version is another one here, that a name is gone.
    var notes: [String] = []

    /// Reads `text` by what `index` holds; nil where it is to be taken as it is, which is so for every name that a package
    /// has, letter by letter, and for other spellings of names at the top level.
    init?(_ text: String, _ index: SearchIndex) {
        let text = text.trimmed
        guard text.utf8.count <= Self.maximumBytes, Self.mayName(text) else { return nil }
        let named = index.documents(named: text)
        guard !named.contains(where: { [.key, .name, .program].contains($0.match) }) else { return nil }
        let resolver = NameResolver(index)
        if let pasted = PastedText(text) {
            let found = pasted.names.map { ($0, resolver.resolve($0)) }
            // `pkgs.org` and `nixos.wiki` are places on the web.
            if pasted.isOneWord, let (name, package) = found.first, !name.text.contains("."),
                !(package?.documents.contains(where: resolver.isTopLevel) ?? false)
            {
                return nil
            }
            self.text = found.map { $1?.text ?? $0.text }.joined(separator: " ")
            for (name, package) in found {
                guard let package else {
                    notes.append("there is no \(name.text) here")
                    continue
                }
                for document in package.documents where !leading.contains(document) { leading.append(document) }
                if let note = package.note { notes.append(note) }
            }
            return
        }
        // Another spelling of a package at the top level is that package.
        let isSpelling = named.contains { !PackageFlags(rawValue: index.flags(of: $0.document)).contains(.nested) }
        guard !isSpelling, let package = resolver.resolve(freely: text) else { return nil }
        (self.text, leading) = (package.text, package.documents)
        if let note = package.note { notes = [note] }
    }

    /// The document that the text names, where it names one and nothing is to be said against it.
    var onlyDocument: Int? { leading.count == 1 && notes.isEmpty ? leading.first : nil }

    /// Whether there is anything in the text that makes a reading: a number, a sign that Nix or a version writes, a command
    /// of Nix. Most queries have none, and a look is cheaper than a reading.
    private static func mayName(_ text: String) -> Bool {
        var (second, last): (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, UInt8(ascii: "#"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "["),
                UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "+"):
                return true
            // `nix`, and `nom`, which shows what it does.
            case UInt8(ascii: "x") where last == UInt8(ascii: "i") && second == UInt8(ascii: "n"): return true
            case UInt8(ascii: "m") where last == UInt8(ascii: "o") && second == UInt8(ascii: "n"): return true
            default: (second, last) = (last, byte)
            }
        }
        return false
    }

    /// Longer texts name nothing.
    private static let maximumBytes = 1024
}
