/// A reusable list of tokens in one flat byte array: filling it again allocates nothing once it has grown.
public struct TokenBuffer: Sendable {
    /// All tokens' bytes, one after the other.
    public private(set) var bytes: [UInt8] = []
    /// Where each token ends in `bytes`.
    public private(set) var ends: [Int] = []

    /// A buffer without tokens, which has allocated nothing yet.
    public init() {}

    /// How many tokens there are.
    public var count: Int { ends.count }

    /// The byte range of token `index`.
    public func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// Token `index` as a string.
    public func string(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    /// All tokens as strings.
    public var strings: [String] { (0..<count).map(string) }

    /// Calls `body` with the bytes of each token.
    @inlinable
    public func forEach(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        bytes.withUnsafeBufferPointer { all in
            var start = 0
            for end in ends {
                body(UnsafeBufferPointer(rebasing: all[start..<end]))
                start = end
            }
        }
    }

    /// Forgets all tokens, keeps the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    /// Adds one byte to the token being built.
    mutating func push(_ byte: UInt8) { bytes.append(byte) }

    /// Adds bytes to the token being built.
    mutating func push(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

    /// Finishes the token being built; an empty one does not count.
    mutating func finish() {
        if bytes.count > (ends.last ?? 0) { ends.append(bytes.count) }
    }

    /// Adds a whole token.
    mutating func append(_ token: some Sequence<UInt8>) {
        push(token)
        finish()
    }
}
