import Basics
import CCurl
import HTTPTypes

/// Sets the options of a libcurl handle, and remembers whether it refused one.
struct CurlOptions {
    private let library: CurlLibrary
    private let easy: OpaquePointer
    private var refused: Int32 = 0

    init(_ library: CurlLibrary, _ easy: OpaquePointer) {
        self.library = library
        self.easy = easy
    }

    /// Throws where an option was refused: a request without its certificates or its proxy must not be made.
    func check() throws(HTTPFailure) {
        guard refused == 0 else { throw HTTPFailure(.other, "libcurl: \(library.words(refused))") }
    }

    private mutating func note(_ code: Int32) { if code != 0, refused == 0 { refused = code } }

    mutating func set(_ option: Int, _ value: Int) {
        note(fdnix_curl_set_long(library.api, easy, Int32(option), value))
    }

    mutating func set(_ option: Int, _ value: String?) {
        guard let value else { return }
        note(fdnix_curl_set_string(library.api, easy, Int32(option), value))
    }

    mutating func set(_ option: Int, pointer: UnsafeMutableRawPointer?) {
        note(fdnix_curl_set_pointer(library.api, easy, Int32(option), pointer))
    }

    mutating func set(_ option: Int, _ callback: @escaping fdnix_curl_bytes_callback) {
        note(fdnix_curl_set_bytes_callback(library.api, easy, Int32(option), callback))
    }

    mutating func setSeek(_ callback: @escaping fdnix_curl_seek_callback) {
        note(fdnix_curl_set_seek_callback(library.api, easy, callback))
    }

    /// Everything but fields and callbacks.
    mutating func set(_ plan: ExchangePlan) {
        set(FDNIX_CURLOPT_URL, plan.address.description)
        set(FDNIX_CURLOPT_PROTOCOLS, FDNIX_CURLPROTO_HTTP | FDNIX_CURLPROTO_HTTPS)
        // The path is sent as it was signed, `..` included; redirects are the client's business.
        set(FDNIX_CURLOPT_PATH_AS_IS, 1)
        set(FDNIX_CURLOPT_FOLLOWLOCATION, 0)
        set(FDNIX_CURLOPT_HTTP_VERSION, FDNIX_CURL_HTTP_VERSION_2TLS)
        set(FDNIX_CURLOPT_NOSIGNAL, 1)
        set(FDNIX_CURLOPT_NOPROGRESS, 1)
        set(FDNIX_CURLOPT_TCP_KEEPALIVE, 1)
        set(FDNIX_CURLOPT_BUFFERSIZE, 1 << 16)
        set(FDNIX_CURLOPT_UPLOAD_BUFFERSIZE, 1 << 16)
        note(fdnix_curl_close_on_exec(library.api, easy))
        // Otherwise a transfer that ends while its name is being looked up stops all others until the look-up is over.
        // Older versions lack it.
        _ = fdnix_curl_set_long(library.api, easy, Int32(FDNIX_CURLOPT_QUICK_EXIT), 1)
        if let connect = plan.limits.connect {
            set(FDNIX_CURLOPT_CONNECTTIMEOUT_MS, Int((min(max(connect.seconds, 0.001), 1e6) * 1000).rounded(.up)))
        }
        // Said in every case, so that libcurl does not read the environment by rules of its own.
        set(FDNIX_CURLOPT_PROXY, plan.proxy ?? "")
        set(FDNIX_CURLOPT_NOPROXY, "")
        set(FDNIX_CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        set(FDNIX_CURLOPT_SSL_VERIFYPEER, 1)
        set(FDNIX_CURLOPT_SSL_VERIFYHOST, 2)
        set(FDNIX_CURLOPT_CAINFO, plan.configuration.certificateFile)
        set(FDNIX_CURLOPT_CAPATH, plan.configuration.certificateDirectory)
        if plan.proxy?.lowercased().hasPrefix("https://") == true {
            set(FDNIX_CURLOPT_PROXY_CAINFO, plan.configuration.certificateFile)
            set(FDNIX_CURLOPT_PROXY_CAPATH, plan.configuration.certificateDirectory)
        }
        setMethod(plan)
    }

    private mutating func setMethod(_ plan: ExchangePlan) {
        let method = plan.method
        // These announce a body even where it is empty (RFC 9110 §8.6).
        if !plan.body.isEmpty || [.post, .put, .patch].contains(method) {
            set(FDNIX_CURLOPT_UPLOAD, 1)
            set(FDNIX_CURLOPT_CUSTOMREQUEST, method.rawValue)
            note(
                fdnix_curl_set_offset(
                    library.api, easy, Int32(FDNIX_CURLOPT_INFILESIZE_LARGE),
                    plan.body.length.map { Int64($0) } ?? -1))
        } else if method == .head {
            set(FDNIX_CURLOPT_NOBODY, 1)
        } else {
            set(FDNIX_CURLOPT_HTTPGET, 1)
            if method != .get { set(FDNIX_CURLOPT_CUSTOMREQUEST, method.rawValue) }
        }
    }

    /// The header lines as libcurl's list; what frames the message is libcurl's to say.
    func fields(_ plan: ExchangePlan) throws(HTTPFailure) -> OpaquePointer? {
        var fields = plan.fields
        for name in [HTTPField.Name.contentLength, .transferEncoding, .connection] { fields[values: name] = [] }
        if fields[.userAgent] == nil { fields[.userAgent] = plan.configuration.userAgent }
        var list: OpaquePointer?
        func append(_ line: [UInt8]) -> Bool {
            let longer = (line + [0]).withUnsafeBytes { bytes in
                library.api.pointee.slist_append(list, bytes.baseAddress?.assumingMemoryBound(to: CChar.self))
            }
            guard let longer else { return false }
            list = longer
            return true
        }
        var isComplete = true
        for field in fields where field.name.rawName.lowercased() != "host" {
            let value = field.withUnsafeBytesOfValue { Array($0) }
            // A semicolon is how libcurl is told of a field without a value; a colon alone would remove it.
            isComplete =
                append(Array(field.name.rawName.utf8) + (value.isEmpty ? [0x3B] : [0x3A, 0x20] + value)) && isComplete
        }
        // libcurl would ask before it sends a large body, and wait a second for servers that do not answer.
        if fields[.expect] == nil { isComplete = append(Array("Expect:".utf8)) && isComplete }
        guard isComplete else {
            library.api.pointee.slist_free_all(list)
            throw HTTPFailure(.other, "out of memory")
        }
        return list
    }
}
