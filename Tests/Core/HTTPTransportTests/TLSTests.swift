import Basics
import HTTPTransport
import HTTPTypes
import Platform
import TestSupport
import Testing

/// `openssl s_server` with a certificate that it signed itself, for 127.0.0.1 but not for localhost.
private final class TLSServer {
    let port: Int
    let certificate: String
    private let process: pid_t
    private let output: UnsafeMutablePointer<FILE>

    /// Nil where there is no `openssl`.
    init?(folder: String) {
        certificate = "\(folder)/certificate.pem"
        let script = """
            exec 2>/dev/null </dev/null; cd \(folder) || exit 1
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=test \
                -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out certificate.pem || exit 1
            echo $$; exec openssl s_server -accept 127.0.0.1:0 -cert certificate.pem -key key.pem -www
            """
        guard let output = popen(script, "r") else { return nil }
        self.output = output
        var process: pid_t?
        var port: Int?
        var line = [CChar](repeating: 0, count: 1_000)
        while port == nil, fgets(&line, Int32(line.count), output) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).trimmed
            if process == nil { process = pid_t(text) }
            if text.hasPrefix("ACCEPT ") { port = text.split(separator: ":").last.flatMap { Int($0) } }
        }
        guard let process, let port else {
            if let process { kill(process, SIGKILL) }
            pclose(output)
            return nil
        }
        (self.process, self.port) = (process, port)
    }

    deinit {
        kill(process, SIGKILL)
        pclose(output)
    }
}

@Suite(.timeLimit(.minutes(15))) struct TLSTests {
    @Test("A certificate is checked, against the given ones where some are given, and so is the name in it")
    func trust() async throws {
        let folder = "/tmp/fdnix-test-\(UInt64.random(in: 0 ... .max))"
        try FileSystem.createDirectories(folder)
        defer { removeTree(folder) }
        guard let server = TLSServer(folder: folder) else {
            return Skips.note("certificates are checked (HTTPTransport)", "openssl is not installed")
        }
        let address = "https://127.0.0.1:\(server.port)/"
        let unknown = await failure { _ = try await client().send(request(address)) }
        #expect(unknown?.reason == .untrusted && unknown?.isRetryable == false)

        let trusting = client(certificates: server.certificate)
        for _ in 0..<2 {
            let reply = try await trusting.send(request(address))
            #expect(reply.status == 200)
            #expect(try await text(reply).contains("TLS"))
        }
        let otherName = await failure {
            _ = try await trusting.send(request("https://localhost:\(server.port)/"))
        }
        #expect(otherName?.reason == .untrusted)

        let missing = await failure {
            _ = try await client(certificates: "\(folder)/none.pem").send(request(address))
        }
        #expect(missing?.reason == .untrusted)

        // Plain HTTP to a TLS port, and TLS to a plain port.
        let plain = await failure {
            _ = try await trusting.send(request("http://127.0.0.1:\(server.port)/")).collect(upTo: 1 << 20)
        }
        #expect(plain != nil)
    }

    @Test("A server that does not speak TLS")
    func handshake() async throws {
        try await withServer { _, _ in
            false
        } _: { server, _ in
            // The server takes the handshake for no request, and closes.
            let failure = await failure { _ = try await client().send(request("https://127.0.0.1:\(server.port)/")) }
            #expect(failure?.reason == .handshake)
            #expect(failure?.isUnreachable == true && failure?.isRetryable == true)
        }
    }

    @Test("Which certificates are trusted, by the variables of curl and OpenSSL")
    func variables() {
        func trust(_ environment: [String: String]) -> [String?] {
            let configuration = HTTPClient.Configuration(environment: environment)
            return [configuration.certificateFile, configuration.certificateDirectory]
        }
        #expect(trust([:]) == [nil, nil])
        #expect(trust(["SSL_CERT_FILE": "a", "SSL_CERT_DIR": "d"]) == ["a", "d"])
        #expect(trust(["SSL_CERT_FILE": "a", "CURL_CA_BUNDLE": "b"]) == ["b", nil])
        #expect(trust(["SSL_CERT_FILE": "a", "CURL_CA_BUNDLE": ""]) == ["a", nil])
    }
}
