/// The addresses that begin with the same bits, such as `10.0.0.0/8` or `2001:db8::/32`; a single address is one, too.
public struct AddressRange: Sendable, Equatable {
    private let first: UInt128
    private let mask: UInt128
    private let isIPv4: Bool

    /// Reads an address, or an address with the number of bits that count behind a slash (RFC 4632 §3.1). Bits behind
    /// those may be anything. Nil for any other text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let base = parts.first, let address = IPAddress(base) else { return nil }
        // An IPv4 address may be written as an IPv6 one; then its bits are counted in 128.
        let skipped = base.utf8.contains(UInt8(ascii: ":")) ? 0 : 96
        var length = 128
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(parts[1]), number <= 128 - skipped
            else { return nil }
            length = number + skipped
        }
        mask = length == 0 ? 0 : UInt128.max << (128 - length)
        first = address.bits & mask
        isIPv4 = address.isIPv4 && length >= 96
    }

    /// The range of one address.
    public init(_ address: IPAddress) {
        (first, mask, isIPv4) = (address.bits, .max, address.isIPv4)
    }

    /// Whether the address is one of them. An IPv4 address is in no range of IPv6, not even in `::/0`.
    public func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == isIPv4 && address.bits & mask == first
    }
}
