import ArgumentParser
import Basics
import HTTPServing
import Logging
import PackageSearch
import SearchAPI
import Settings

/// `fdnix serve`: the search API and the web page over HTTP.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the search API and the web page over HTTP.",
        discussion: """
            The index may be replaced at any time (by `fdnix index`, or by renaming a file over it): it is taken up \
            within a second, and requests under way keep the old one. SIGTERM ends the server after these are answered.
            """)

    @Option(help: "The address to listen on (default 127.0.0.1: this machine only).")
    var host: String?
    @Option(help: "The port to listen on (default 8080; 0 lets the system choose).")
    var port: Int?
    @Option(help: "Requests a second from one client, with as many again in a burst (default: no limit).")
    var rateLimit: Int?
    @Option(
        help: ArgumentHelp(
            "Proxies that say who the client is, in X-Forwarded-For or Forwarded (default: none is believed).",
            valueName: "addresses"))
    var trustedProxies: String?
    @Option(help: "Connections open at once (default: as many as the process may open).")
    var maxConnections: Int?
    @Option(help: "Seconds a connection may take to send a request, or lie idle (default 30).")
    var idleTimeout: Int?
    @Option(help: "Megabytes of memory for recent answers (default 256; 0 keeps none).")
    var cache: Int?
    @Flag(inversion: .prefixedNo, help: "Log each request (default: yes).")
    var accessLog: Bool?
    @Flag(help: "Log what people search for, too.")
    var logQueries = false
    @OptionGroup var indexOptions: IndexOptions

    func run() async throws {
        var variables = ProcessEnvironment.current
        if let trustedProxies { variables["FDNIX_TRUSTED_PROXIES"] = trustedProxies }
        var environment = Settings(variables)
        let settings = try settings(&environment)
        let megabytes = 0...1 << 20
        let cache = cache ?? environment.int("FDNIX_CACHE", default: 256, megabytes)
        try environment.check()
        guard megabytes.contains(cache) else { throw FdnixError(.usage, "--cache takes 0 to 1048576 megabytes") }
        let source = IndexSource(
            path: indexOptions.path, searchers: CPU.count, cacheBytes: cache << 20,
            models: .ofProgram)
        let log = Logger(label: "fdnix.server")
        do {
            _ = try source.current()
        } catch {
            log.warning("\(error); answering 503 until it can be opened (`fdnix index` makes one)")
        }
        try await HTTPServer(SearchService(source), settings: settings).run { port in
            log.info("listening on \(settings.address(port: port))")
        }
    }

    /// What the options say, and the environment where they say nothing.
    private func settings(_ environment: inout Settings) throws -> ServerSettings {
        var settings = ServerSettings(&environment, prefix: "FDNIX")
        if let host { settings.host = host }
        if let port { settings.port = port }
        if let rateLimit { settings.rateLimit = rateLimit }
        if let maxConnections { settings.maximumConnections = maxConnections }
        if let idleTimeout { settings.idleTimeout = idleTimeout }
        if let accessLog { settings.accessLog = accessLog }
        if logQueries { settings.logQueries = true }
        guard (0...65535).contains(settings.port) else { throw FdnixError(.usage, "--port takes 0 to 65535") }
        let positive = [("rate-limit", rateLimit), ("max-connections", maxConnections), ("idle-timeout", idleTimeout)]
        for (name, value) in positive {
            if let value, value < 1 { throw FdnixError(.usage, "--\(name) takes 1 or more") }
        }
        return settings
    }
}
