/// Numbers in immutable memory, kept alive by the view they came from.
public struct MappedArray<Element: BitwiseCopyable & Sendable>: Sendable {
    // Safe to share: it points into `view`, whose memory never changes.
    /// The numbers; valid as long as this value lives.
    public nonisolated(unsafe) let buffer: UnsafeBufferPointer<Element>
    private let view: ByteView

    /// The bytes of `view` as numbers; throws `corrupt` unless size and alignment fit.
    public init(_ view: ByteView, _ what: @autoclosure () -> String = "a section") throws {
        buffer = try view.array(of: Element.self, what())
        self.view = view
    }

    /// How many numbers there are.
    @inlinable public var count: Int { buffer.count }

    /// Element `index`, which must be in range: for indices that the program computed.
    @inlinable public subscript(index: Int) -> Element { buffer[index] }

    /// Element `index`, nil out of range: for indices that came from a file.
    @inlinable public subscript(checked index: Int) -> Element? {
        index >= 0 && index < buffer.count ? buffer[index] : nil
    }
}
