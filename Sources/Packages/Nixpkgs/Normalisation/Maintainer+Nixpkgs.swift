import Basics
import JSON

extension Maintainer {
    /// Reads `meta.maintainers`: objects, plain strings, or lists of these; one alone counts as a list of one, anything
    /// else gives none.
    static func readList(_ reader: inout JSONReader) throws -> [Maintainer] {
        var maintainers: [Maintainer] = []
        if try !reader.readFlat({ try readElement(&$0, into: &maintainers) }) {
            try readElement(&reader, into: &maintainers)
        }
        return maintainers
    }

    private static func readElement(_ reader: inout JSONReader, into maintainers: inout [Maintainer]) throws {
        switch try reader.peek() {
        case .string: maintainers += people(in: try reader.readClean())
        case .object:
            let person = try read(&reader)
            if !person.name.isEmpty || !person.email.isEmpty || !person.github.isEmpty { maintainers.append(person) }
        default: try reader.skipValue()
        }
    }

    /// The people of a text such as `Jane Roe <jane@example.org>`: one, or several with commas between them where each
    /// of them has an address.
    private static func people(in text: String) -> [Maintainer] {
        let parts = text.split(separator: ",").map { Mailbox(String($0).trimmed) }
        guard parts.count > 1, parts.allSatisfy({ !$0.address.isEmpty }) else {
            let mailbox = Mailbox(text)
            return text.isEmpty ? [] : [Maintainer(name: mailbox.name, email: mailbox.address)]
        }
        return parts.map { Maintainer(name: $0.name, email: $0.address) }
    }

    /// A name with an e-mail address somewhere in it, in angle brackets (RFC 5322 §3.4) or bare; any other text is a
    /// name. No address stays in the name, as names are published.
    private struct Mailbox {
        var name: String
        var address = ""

        init(_ text: String) {
            name = text
            guard text.utf8.contains(UInt8(ascii: "@")) else { return }
            var words: [String] = []
            for word in text.split(whereSeparator: \.isWhitespace) {
                guard let found = Self.address(in: word) else {
                    words.append(String(word))
                    continue
                }
                if address.isEmpty { address = found }
            }
            if !address.isEmpty { name = Self.strip(words.joined(separator: " ")) }
        }

        private static func address(in word: Substring) -> String? {
            let bare = strip(word)
            let text = bare.hasPrefix("mailto:") ? String(bare.dropFirst("mailto:".count)) : bare
            let parts = text.split(separator: "@", omittingEmptySubsequences: false)
            return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } ? text : nil
        }

        /// Without the marks that set an address or a name off.
        private static func strip(_ text: some StringProtocol) -> String {
            var rest = text[...]
            while let first = rest.first, "<([\"',; ".contains(first) { rest.removeFirst() }
            while let last = rest.last, ">)]\"',; ".contains(last) { rest.removeLast() }
            return String(rest)
        }
    }

    private static func read(_ reader: inout JSONReader) throws -> Maintainer {
        var person = Maintainer(name: "")
        try reader.readObject { reader, key in
            switch key {
            case "name": person.name = try reader.readClean()
            case "email": person.email = try reader.readClean()
            case "github": person.github = try reader.readClean()
            case "githubId": person.githubId = try reader.readInteger()
            default: try reader.skipValue()
            }
        }
        return person
    }

    /// Reads `meta.teams`: the short name (or the string) of each.
    static func readTeams(_ reader: inout JSONReader) throws -> [String] {
        var teams: [String] = []
        let isList = try reader.readFlat { reader in
            var name = ""
            switch try reader.peek() {
            case .string: name = try reader.readClean()
            case .object:
                try reader.readObject { reader, key in
                    if key.matches("shortName") { name = try reader.readClean() }
                }
            default: break
            }
            if !name.isEmpty { teams.append(name) }
        }
        if !isList { try reader.skipValue() }
        return teams
    }
}
