import CCurl

extension HTTPFailure {
    /// The meaning of a `CURLcode` (<https://curl.se/libcurl/c/libcurl-errors.html>); `proxyStatus` is what a proxy
    /// answered to CONNECT, 0 where none was asked.
    init(curl code: Int32, _ detail: String, proxyStatus: Int) {
        guard !(300...).contains(proxyStatus) else {
            self.init(.proxyRefused(proxyStatus))
            return
        }
        let reason: Reason =
            switch Int(code) {
            case FDNIX_CURLE_COULDNT_RESOLVE_HOST, FDNIX_CURLE_COULDNT_RESOLVE_PROXY: .unresolvable
            case FDNIX_CURLE_COULDNT_CONNECT: .refused
            // Other limits are watched by the driver.
            case FDNIX_CURLE_OPERATION_TIMEDOUT: .connectTimeout
            case FDNIX_CURLE_PROXY: .proxyRefused(0)
            case FDNIX_CURLE_SSL_CONNECT_ERROR, FDNIX_CURLE_SSL_CIPHER: .handshake
            case FDNIX_CURLE_SSL_CERTPROBLEM, FDNIX_CURLE_PEER_FAILED_VERIFICATION,
                FDNIX_CURLE_SSL_CACERT_BADFILE, FDNIX_CURLE_SSL_CRL_BADFILE,
                FDNIX_CURLE_SSL_ISSUER_ERROR, FDNIX_CURLE_SSL_PINNEDPUBKEYNOTMATCH,
                FDNIX_CURLE_SSL_INVALIDCERTSTATUS, FDNIX_CURLE_SSL_CLIENTCERT:
                .untrusted
            case FDNIX_CURLE_PARTIAL_FILE, FDNIX_CURLE_GOT_NOTHING, FDNIX_CURLE_SEND_ERROR,
                FDNIX_CURLE_RECV_ERROR, FDNIX_CURLE_HTTP2, FDNIX_CURLE_HTTP2_STREAM,
                FDNIX_CURLE_SEND_FAIL_REWIND:
                .closedEarly
            case FDNIX_CURLE_WEIRD_SERVER_REPLY, FDNIX_CURLE_UNSUPPORTED_PROTOCOL: .malformed
            default: .other
            }
        self.init(reason, detail)
    }
}
