public import Basics
public import Settings

extension ServerSettings {
    /// What variables say whose names begin with `prefix`: `…_HOST`, `…_PORT`, `…_RATE_LIMIT`, `…_TRUSTED_PROXIES`,
    /// `…_MAX_CONNECTIONS`, `…_IDLE_TIMEOUT`, `…_ACCESS_LOG`, `…_LOG_QUERIES`. What is wrong is added to the problems of
    /// `settings`.
    public init(_ settings: inout Settings, prefix: String) {
        self.init()
        host = settings.string("\(prefix)_HOST") ?? host
        port = settings.int("\(prefix)_PORT", default: port, 0...65535)
        rateLimit = settings.int("\(prefix)_RATE_LIMIT", 1 ... .max)
        do throws(FdnixError) {
            trustedProxies = try TrustedProxies(parsing: settings.string("\(prefix)_TRUSTED_PROXIES") ?? "")
        } catch {
            settings.problem(error.message)
        }
        maximumConnections = settings.int("\(prefix)_MAX_CONNECTIONS", 1 ... .max)
        idleTimeout = settings.int("\(prefix)_IDLE_TIMEOUT", default: idleTimeout, 1 ... .max)
        accessLog = settings.bool("\(prefix)_ACCESS_LOG", default: accessLog)
        logQueries = settings.bool("\(prefix)_LOG_QUERIES", default: false)
    }

    /// The address as a browser takes it, with the port that was bound.
    public func address(port: Int) -> String { "http://\(host.contains(":") ? "[\(host)]" : host):\(port)" }
}
