import Basics
import HTTPTypes

/// The proxies whose word about where a request came from is believed; none by default.
///
/// Anyone can write `X-Forwarded-For: 192.0.2.1` into a request. What a proxy of ours adds stands at the end of what the
/// client sent, so the hops are read from the end: past trusted proxies, up to the first address that is not one.
public struct TrustedProxies: Sendable, Equatable {
    private let ranges: [AddressRange]

    /// Trusts nobody: the client is whoever holds the connection.
    public init() { ranges = [] }

    /// Reads addresses and ranges of them, such as `127.0.0.1, 10.0.0.0/8, fd00::/8`, with commas or spaces between
    /// them. Throws `usage` for anything else.
    public init(parsing text: String) throws(FdnixError) {
        var ranges: [AddressRange] = []
        for item in text.split(whereSeparator: { $0 == "," || $0.isWhitespace }) {
            guard let range = AddressRange(item) else {
                throw FdnixError(
                    .usage,
                    "\"\(item)\" is not an address of a proxy: use addresses such as 127.0.0.1 and ranges such as "
                        + "10.0.0.0/8 or fd00::/8")
            }
            ranges.append(range)
        }
        self.ranges = ranges
    }

    /// Whether the word of the program at this address is believed.
    public func contains(_ address: IPAddress) -> Bool { ranges.contains { $0.contains(address) } }

    /// Who sent a request: the `peer` that holds the connection, or, where that is a trusted proxy, the one of whom it
    /// and the headers of the request tell. Nil where the connection has no address.
    ///
    /// Where both `Forwarded` and `X-Forwarded-For` are there, a proxy that writes but one of them may have let the
    /// client's other one through. They are believed only where they name the same client.
    func client(peer: IPAddress?, fields: HTTPFields) -> IPAddress? {
        guard !ranges.isEmpty, let peer, contains(peer) else { return peer }
        let forwarded = fields[values: ForwardingHeaders.forwarded]
        let forwardedFor = fields[values: ForwardingHeaders.forwardedFor]
        let one = forwarded.isEmpty ? nil : client(peer, ForwardingHeaders.hops(forwarded: forwarded))
        let other = forwardedFor.isEmpty ? nil : client(peer, ForwardingHeaders.hops(forwardedFor: forwardedFor))
        guard let one, let other else { return one ?? other ?? peer }
        return one == other ? one : peer
    }

    private func client(_ peer: IPAddress, _ hops: some BidirectionalCollection<IPAddress?>) -> IPAddress {
        var client = peer
        for hop in hops.reversed() {
            // Whoever the proxy means, it is the last one that can be named.
            guard let hop else { return client }
            client = hop
            guard contains(hop) else { return hop }
        }
        return client
    }
}
