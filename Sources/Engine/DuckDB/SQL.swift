/// Text put into statements where parameters are not allowed.
public enum SQL {
    /// A string literal: the text between single quotes, those inside doubled.
    public static func literal(_ text: String) -> String { quoted(text, by: "'") }

    /// A quoted identifier: the name between double quotes, those inside doubled.
    public static func identifier(_ name: String) -> String { quoted(name, by: "\"") }

    private static func quoted(_ text: String, by quote: Character) -> String {
        var out = String(quote)
        for character in text.unicodeScalars {
            // C strings end at NUL; none of our names or literals may contain it.
            if character == "\0" { continue }
            if Character(character) == quote { out.append(quote) }
            out.unicodeScalars.append(character)
        }
        out.append(quote)
        return out
    }
}
