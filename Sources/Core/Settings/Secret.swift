/// A text that no log and no message may show: a password, a key, an address with one in it.
public struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The text itself, for whoever needs it.
    public let value: String

    /// Keeps `value` out of sight.
    public init(_ value: String) { self.value = value }

    /// Dots in place of the text.
    public var description: String { "•••" }
    /// Dots in place of the text.
    public var debugDescription: String { description }
    /// Nothing of the text, also where whole values are dumped.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
