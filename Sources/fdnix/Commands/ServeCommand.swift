import ArgumentParser
import Basics
import Logging
import PackageSearch
import SearchServer
import SearchService

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
    @Option(help: "Requests a second from one address, with as many again in a burst (default: no limit).")
    var rateLimit: Int?
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
        let settings = try settings()
        let cache = try cache ?? Defaults.int("CACHE") ?? 256
        guard (0...1 << 20).contains(cache) else { throw FdnixError(.usage, "--cache takes 0 to 1048576 megabytes") }
        let source = IndexSource(path: indexOptions.path, searchers: CPU.count, cacheBytes: cache << 20)
        let log = Logger(label: "fdnix.server")
        do {
            _ = try source.current()
        } catch {
            log.warning("\(error); answering 503 until it can be opened")
        }
        try await SearchServer(SearchService(source), settings: settings).run { port in
            log.info(
                "listening on http://\(settings.host.contains(":") ? "[\(settings.host)]" : settings.host):\(port)")
        }
    }

    private func settings() throws -> ServerSettings {
        var settings = ServerSettings()
        settings.host = host ?? Defaults.string("HOST") ?? settings.host
        settings.port = try port ?? Defaults.int("PORT") ?? settings.port
        settings.rateLimit = try rateLimit ?? Defaults.int("RATE_LIMIT")
        settings.maximumConnections = try maxConnections ?? Defaults.int("MAX_CONNECTIONS")
        settings.idleTimeout = try idleTimeout ?? Defaults.int("IDLE_TIMEOUT") ?? settings.idleTimeout
        settings.accessLog = try accessLog ?? Defaults.bool("ACCESS_LOG") ?? settings.accessLog
        settings.logQueries = try logQueries || Defaults.bool("LOG_QUERIES") ?? false
        guard (0...65535).contains(settings.port) else { throw FdnixError(.usage, "--port takes 0 to 65535") }
        let positive: [(String, Int?)] = [
            ("rate-limit", settings.rateLimit), ("max-connections", settings.maximumConnections),
            ("idle-timeout", settings.idleTimeout),
        ]
        for (name, value) in positive {
            if let value, value < 1 { throw FdnixError(.usage, "--\(name) takes 1 or more") }
        }
        return settings
    }
}
