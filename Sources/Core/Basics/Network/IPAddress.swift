import Platform

/// An address of the Internet Protocol, version 4 or 6. An IPv6 address that only wraps an IPv4 one
/// (`::ffff:192.0.2.1`) is that IPv4 address.
public struct IPAddress: Sendable, Hashable {
    /// The 128 bits of an IPv6 address; an IPv4 address takes the last 32 of them, behind `::ffff` (RFC 4291 §2.5.5.2).
    public let bits: UInt128

    /// The address of these 128 bits.
    public init(bits: UInt128) { self.bits = bits }

    /// The IPv4 address of these bits, the first octet the highest.
    public init(v4 bits: UInt32) { self.bits = UInt128(0xFFFF) << 32 | UInt128(bits) }

    /// Reads an address as people write it: `192.0.2.1`, `2001:db8::1`. Nil for any other text; forms that leave digits
    /// out or count in octal are not read, as nothing agrees on them.
    public init?(_ text: some StringProtocol) {
        // Longer than any address: what an attacker sends need not be copied.
        guard text.utf8.count <= 45, !text.utf8.contains(0) else { return nil }
        let text = String(text)
        if text.utf8.contains(UInt8(ascii: ":")) {
            var address = in6_addr()
            guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
            self.init(bits: withUnsafeBytes(of: address) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
        } else {
            var address = in_addr()
            guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
            self.init(v4: UInt32(bigEndian: address.s_addr))
        }
    }

    /// Reads the host of a URL: an address, in brackets where it is an IPv6 one (RFC 3986 §3.2.2).
    public init?(host: some StringProtocol) {
        self.init(host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : String(host))
    }

    /// Whether it is an IPv4 address.
    public var isIPv4: Bool { bits >> 32 == 0xFFFF }

    /// What one client has for itself: an IPv4 address, or the first 64 bits of an IPv6 one, of which every connection
    /// to the network gets all that follow (RFC 6177).
    public var network: IPAddress { isIPv4 ? self : IPAddress(bits: bits & ~UInt128(UInt64.max)) }

    /// Whether it is this machine: 127.0.0.0/8 or ::1.
    public var isLoopback: Bool { isIPv4 ? (bits >> 24) & 0xFF == 127 : bits == 1 }

    /// Whether it is of this link alone: 169.254.0.0/16 and fe80::/10, where clouds answer questions about the machine
    /// that asks, and fd00:ec2::/32, which AWS uses for the same.
    public var isLinkLocal: Bool {
        isIPv4
            ? (bits >> 16) & 0xFFFF == 0xA9FE : bits >> 118 == 0xFE80 >> 6 || bits >> 96 == 0xFD00_0EC2
    }
}

extension IPAddress: CustomStringConvertible {
    /// The address as `init(_:)` reads it, in the shortest form (RFC 5952).
    public var description: String {
        if isIPv4 {
            return (0..<4).map { String(UInt8(truncatingIfNeeded: bits >> (24 - 8 * $0))) }.joined(separator: ".")
        }
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) { $0.storeBytes(of: bits.bigEndian, as: UInt128.self) }
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
