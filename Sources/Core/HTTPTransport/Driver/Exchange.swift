import Basics
import CCurl
import HTTPTypes

/// A request as libcurl is to make it: one hop, to one address.
struct ExchangePlan: Sendable {
    var address: URLParts
    var method: HTTPRequest.Method
    var fields: HTTPFields
    var body: HTTPBody
    var limits: HTTPLimits
    /// When everything must be done.
    var deadline: ContinuousClock.Instant?
    /// The proxy's address, nil for none.
    var proxy: String?
    var configuration: HTTPClient.Configuration
}

/// One libcurl handle and what its callbacks need; lives on the driver's thread.
final class Exchange {
    let easy: OpaquePointer
    let transfer: Transfer
    private let library: CurlLibrary
    private let idle: Duration?
    private let deadline: ContinuousClock.Instant?
    private var lastActivity = ContinuousClock.now
    private var parser = HeadParser()
    private var fields: OpaquePointer?
    /// Where libcurl writes what went wrong.
    private let words: UnsafeMutablePointer<CChar>

    init(_ plan: ExchangePlan, _ transfer: Transfer, _ library: CurlLibrary) throws(HTTPFailure) {
        guard let easy = library.api.pointee.easy_init() else { throw HTTPFailure(.other, "out of memory") }
        self.easy = easy
        self.transfer = transfer
        self.library = library
        idle = plan.limits.idle
        deadline = plan.deadline
        words = .allocate(capacity: FDNIX_CURL_ERROR_SIZE)
        words.initialize(repeating: 0, count: FDNIX_CURL_ERROR_SIZE)
        var options = CurlOptions(library, easy)
        options.set(plan)
        fields = try options.fields(plan)
        options.set(FDNIX_CURLOPT_HTTPHEADER, pointer: UnsafeMutableRawPointer(fields))
        options.set(FDNIX_CURLOPT_ERRORBUFFER, pointer: words)
        setCallbacks(&options)
        try options.check()
    }

    deinit {
        library.api.pointee.easy_cleanup(easy)
        library.api.pointee.slist_free_all(fields)
        words.deallocate()
    }

    // MARK: Time

    /// When `expired` should be asked next; nil: no limit applies now.
    var nextCheck: ContinuousClock.Instant? {
        let silent = idle.flatMap { transfer.isPaused ? nil : lastActivity + $0 }
        guard let deadline else { return silent }
        return min(silent ?? deadline, deadline)
    }

    /// The limit that is over, if any.
    func expired(_ now: ContinuousClock.Instant) -> HTTPFailure? {
        if let deadline, now >= deadline { return HTTPFailure(.tooSlow) }
        guard let idle, now >= lastActivity + idle, !transfer.isPaused else { return nil }
        // Before there is a connection, libcurl watches its own limit.
        let isConnected =
            fdnix_curl_get_double(
                library.api, easy, Int32(FDNIX_CURLINFO_PRETRANSFER_TIME)) > 0
        if isConnected { return HTTPFailure(.silent) }
        lastActivity = now
        return nil
    }

    /// Pauses and resumes as the transfer wants it.
    func applyPauses() {
        lastActivity = .now
        _ = library.api.pointee.easy_pause(easy, transfer.directionsToPause())
    }

    /// What libcurl's result means; nil for success.
    func failure(_ code: Int32) -> HTTPFailure? {
        guard code != Int32(FDNIX_CURLE_OK) else { return nil }
        let text = String(cString: words)
        let status = fdnix_curl_get_long(library.api, easy, Int32(FDNIX_CURLINFO_HTTP_CONNECTCODE))
        return HTTPFailure(
            curl: code, (text.isEmpty ? library.words(code) : text).printable(onOneLine: true), proxyStatus: status)
    }

    // MARK: Callbacks

    private func setCallbacks(_ options: inout CurlOptions) {
        // Not retained: libcurl calls back while `easy` lives, and `easy` lives as long as this object.
        let context = Unmanaged.passUnretained(self).toOpaque()
        options.set(FDNIX_CURLOPT_HEADERDATA, pointer: context)
        options.set(FDNIX_CURLOPT_WRITEDATA, pointer: context)
        options.set(FDNIX_CURLOPT_READDATA, pointer: context)
        options.set(FDNIX_CURLOPT_SEEKDATA, pointer: context)
        options.set(FDNIX_CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            Exchange.of(context)?.headerLine(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        options.set(FDNIX_CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            Exchange.of(context)?.bodyBytes(UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        options.set(FDNIX_CURLOPT_READFUNCTION) { bytes, size, count, context in
            Exchange.of(context)?.wantsBytes(UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
                ?? FDNIX_CURL_READFUNC_ABORT
        }
        options.setSeek { context, offset, origin in
            // libcurl asks for the beginning only (SEEK_SET is 0).
            let isDone = offset == 0 && origin == 0 && Exchange.of(context)?.transfer.rewind() == true
            return Int32(isDone ? FDNIX_CURL_SEEKFUNC_OK : FDNIX_CURL_SEEKFUNC_FAIL)
        }
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Exchange? {
        context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
    }

    private func headerLine(_ line: UnsafeRawBufferPointer) -> Int {
        lastActivity = .now
        if let head = parser.take(line) { transfer.receive(head) }
        return line.count
    }

    private func bodyBytes(_ bytes: UnsafeRawBufferPointer) -> Int {
        lastActivity = .now
        return transfer.receive(bytes) ? bytes.count : FDNIX_CURL_WRITEFUNC_PAUSE
    }

    private func wantsBytes(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
        lastActivity = .now
        return transfer.fill(buffer)
    }
}
