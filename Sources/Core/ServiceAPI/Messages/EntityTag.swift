import Basics
import HTTPTypes

/// Names one state of an answer, so that a caller who has it already need not get it again (RFC 9110 §8.8.3).
///
/// All tags here are weak: compressed or not, and whatever time it says a search took, it is the same answer.
public struct EntityTag: Sendable, Equatable {
    /// The text between the quotes: letters, digits, `-` and such, never a quote.
    public let opaque: String

    /// A tag of this text.
    public init(_ opaque: String) { self.opaque = opaque }

    /// The tag of what `text` determines: the same text, the same tag.
    public init(hashing text: String, prefix: String) {
        let hash = Array(text.utf8).withUnsafeBytes { XXHash64.hash($0) }
        opaque = "\(prefix)-\(String(hash, radix: 16))"
    }

    /// The tag as a header states it.
    public var text: String { "W/\"\(opaque)\"" }

    /// Whether the value of an `If-None-Match` header (RFC 9110 §13.1.2) means this tag: `*` does, and so does a list
    /// that holds it, by weak comparison (§8.8.3.2: the quoted texts are equal, weak or not).
    ///
    /// Commas may stand inside the quotes of a tag, so the list is read tag by tag; at the first thing that is not a
    /// tag, reading ends.
    func isNamed(by value: String) -> Bool {
        var rest = Array(value.utf8)[...]
        func skip(_ bytes: String.UTF8View) { rest = rest.drop { bytes.contains($0) } }
        skip(" \t".utf8)
        if rest.first == UInt8(ascii: "*") {
            rest.removeFirst()
            skip(" \t".utf8)
            return rest.isEmpty
        }
        while true {
            skip(" \t,".utf8)
            if rest.starts(with: "W/".utf8) { rest.removeFirst(2) }
            guard rest.popFirst() == UInt8(ascii: "\""), let end = rest.firstIndex(of: UInt8(ascii: "\"")) else {
                return false
            }
            if rest[..<end].elementsEqual(opaque.utf8) { return true }
            rest = rest[(end + 1)...]
        }
    }

    /// Whether the caller has what this tag names.
    public func isKnown(to request: ServiceRequest) -> Bool {
        request.head.headerFields[.ifNoneMatch].map(isNamed(by:)) ?? false
    }
}
