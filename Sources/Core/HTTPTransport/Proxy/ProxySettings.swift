import Basics

/// Which proxy a request goes through: the variables that curl, Go and most tools read.
///
/// | variable | meaning |
/// |---|---|
/// | `http_proxy`, `https_proxy` | the proxy of each scheme: `host:port`, `http://…`, `https://…`, `socks5://…` |
/// | `all_proxy` | the proxy of a scheme that has none of its own |
/// | `no_proxy` | hosts that are asked directly, separated by commas or spaces |
///
/// Each may be written in capitals; lower case wins, and an empty variable counts as unset. `HTTP_PROXY` in capitals is
/// ignored where `REQUEST_METHOD` is set: in a CGI program a client decides it (CVE-2016-5385, "httpoxy").
///
/// `localhost`, loopback addresses and link-local addresses are always asked directly. For the first two that is Go's
/// rule (curl would ask the proxy, for which `localhost` is another machine); the last are where a cloud's metadata
/// service hands out credentials (169.254.169.254), which must never reach a proxy.
public struct ProxySettings: Sendable, Equatable {
    /// The proxy of http addresses, nil for none.
    public var http: String?
    /// The proxy of https addresses, nil for none.
    public var https: String?
    /// The hosts that are asked directly, without a proxy.
    public var exclusions: ProxyExclusions

    /// Settings of these proxies, whatever the environment says.
    public init(http: String? = nil, https: String? = nil, exclusions: ProxyExclusions = ProxyExclusions("")) {
        self.http = http
        self.https = https
        self.exclusions = exclusions
    }

    /// What the variables of `environment` say.
    public init(environment: [String: String]) {
        func value(_ name: String) -> String? {
            for name in [name, name.uppercased()] {
                if name == "HTTP_PROXY", environment["REQUEST_METHOD"] != nil { continue }
                if let value = environment[name]?.trimmed, !value.isEmpty { return String(value) }
            }
            return nil
        }
        let all = value("all_proxy")
        self.init(
            http: value("http_proxy") ?? all, https: value("https_proxy") ?? all,
            exclusions: ProxyExclusions(value("no_proxy") ?? ""))
    }

    /// The proxy for an address, nil where it is asked directly.
    public func proxy(for address: URLParts) -> String? {
        guard let proxy = address.scheme == .https ? https : http, !Self.isAlwaysDirect(address.host),
            !exclusions.contains(host: address.host, port: address.port)
        else { return nil }
        return proxy
    }

    private static func isAlwaysDirect(_ host: String) -> Bool {
        if let address = IPAddress(host: host) { return address.isLoopback || address.isLinkLocal }
        let name = host.hasSuffix(".") ? host.dropLast() : host[...]
        return name == "localhost" || name.hasSuffix(".localhost")
    }
}
