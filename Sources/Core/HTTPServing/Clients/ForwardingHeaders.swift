import Basics
import HTTPTransport
import HTTPTypes
import ServiceAPI

/// Reads what proxies write into requests about where they came from: the hops, those nearest to this server last.
enum ForwardingHeaders {
    static let forwarded = HTTPField.Name(spelled: "Forwarded")
    static let forwardedFor = HTTPField.Name(spelled: "X-Forwarded-For")

    /// The hops of `X-Forwarded-For` fields: addresses with commas between them, each proxy adding the one that it was
    /// asked by at the end. Nil stands for a hop that does not state an address.
    static func hops(forwardedFor values: [String]) -> some BidirectionalCollection<IPAddress?> {
        values.flatMap { $0.split(separator: ",") }.filter { !isBlank($0) }.lazy.map { node(stripped($0)) }
    }

    /// The hops of `Forwarded` fields (RFC 7239 §4): elements with commas between them, in each pairs with semicolons
    /// between them, of which `for` states the address. Nil stands for a hop that does not state one: hidden, unknown,
    /// or written as it should not be.
    static func hops(forwarded values: [String]) -> some BidirectionalCollection<IPAddress?> {
        values.flatMap { pieces($0[...], separator: ",") }.filter { !isBlank($0) }.lazy.map { element in
            let values = pieces(element, separator: ";").compactMap { pair -> Substring? in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return parts.count == 2 && stripped(parts[0]).lowercased() == "for" ? stripped(parts[1]) : nil
            }
            guard values.count == 1 else { return nil }
            return unquoted(values[0]).flatMap { node($0[...]) }
        }
    }

    /// The address that a hop states, nil where it states none. A port may follow: `192.0.2.1:80`, `[2001:db8::1]:80`;
    /// IPv6 without brackets is what `X-Forwarded-For` has (RFC 7239 §6 asks for them).
    static func node(_ text: Substring) -> IPAddress? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            let inside = text[text.index(after: text.startIndex)..<end]
            return inside.contains(":") ? IPAddress(inside) : nil
        }
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        return IPAddress(parts.count == 2 ? parts[0] : text)
    }

    /// The pieces between separators that stand outside quotes. A quote that does not end takes the rest with it.
    private static func pieces(_ text: Substring, separator: Character) -> [Substring] {
        var pieces: [Substring] = []
        var start = text.startIndex
        var inQuotes = false
        var isEscaped = false
        for index in text.indices {
            if isEscaped {
                isEscaped = false
            } else if inQuotes, text[index] == "\\" {
                isEscaped = true
            } else if text[index] == "\"" {
                inQuotes.toggle()
            } else if !inQuotes, text[index] == separator {
                pieces.append(text[start..<index])
                start = text.index(after: index)
            }
        }
        return pieces + [text[start...]]
    }

    /// The text of a token or of a quoted string (RFC 9110 §5.6.4), nil for anything that is neither.
    private static func unquoted(_ text: Substring) -> String? {
        guard text.hasPrefix("\"") else { return text.contains("\"") ? nil : String(text) }
        guard text.count >= 2, text.hasSuffix("\"") else { return nil }
        var result = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if !isEscaped, character == "\"" { return nil }
            isEscaped = !isEscaped && character == "\\"
            if !isEscaped { result.append(character) }
        }
        return isEscaped ? nil : result
    }

    private static func isBlank(_ text: Substring) -> Bool { text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 } }

    /// Without spaces and tabs at both ends.
    private static func stripped(_ text: Substring) -> Substring {
        var text = text.drop { $0 == " " || $0 == "\t" }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text
    }
}
