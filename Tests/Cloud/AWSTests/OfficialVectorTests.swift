import Basics
import HTTPTypes
import JSON
import TestSupport
import Testing

@testable import AWS

/// The cases that AWS publishes for signers, header and query form (awslabs/aws-c-auth, `aws-signing-test-suite/v4`).
@Suite struct OfficialVectorTests {
    @Test func everyCaseIsSignedAsAWSSaysIt() throws {
        guard let license = Skips.sharedFile("data/sigv4/LICENSE", for: "AWS's signing test suite") else { return }
        let root = FileSystem.directory(of: license)
        let names = try FileSystem.entries(of: root).filter { FileSystem.isDirectory("\(root)/\($0)") }
        #expect(names.count == 38)
        for name in names {
            let vector = try Vector(folder: "\(root)/\(name)")
            try vector.checkHeaderForm(name)
            try vector.checkQueryForm(name)
        }
    }
}

private struct Vector {
    let folder: String
    let request: HTTPRequest
    let body: [UInt8]
    let context: JSONValue

    init(folder: String) throws {
        self.folder = folder
        context = try JSONValue.parse(FileSystem.read("\(folder)/context.json"))
        let text = String(decoding: try FileSystem.read("\(folder)/request.txt"), as: UTF8.self)
        let halves = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        body = Array((halves.count > 1 ? String(halves[1]) : "").utf8)
        var lines: [String] = []
        for line in halves[0].split(separator: "\n") {
            // A value that goes on in the next line.
            if line.hasPrefix(" "), let last = lines.popLast() {
                lines.append("\(last) \(line.trimmed)")
            } else {
                lines.append(String(line))
            }
        }
        let first = lines.removeFirst()
        let method = String(first.prefix { $0 != " " })
        let target = first.dropFirst(method.count + 1).dropLast(" HTTP/1.1".count)
        var request = HTTPRequest(
            method: HTTPRequest.Method(method) ?? .get, scheme: "https", authority: nil, path: String(target))
        for line in lines {
            let name = line.prefix { $0 != ":" }
            let value = line.dropFirst(name.count + 1).trimmed
            if name.lowercased() == "host" {
                request.authority = value
            } else {
                request.headerFields.append(HTTPField(name: try #require(HTTPField.Name(String(name))), value: value))
            }
        }
        self.request = request
    }

    private var key: AccessKey {
        let credentials = context["credentials"]
        return AccessKey(
            id: credentials?["access_key_id"]?.string ?? "", secret: credentials?["secret_access_key"]?.string ?? "",
            sessionToken: credentials?["token"]?.string)
    }

    private func signer() -> RequestSigner {
        var signer = RequestSigner(
            region: "us-east-1", service: "service",
            pathRule: context["normalize"]?.bool == true ? .normalised : .encodedAgain,
            statesPayload: context["sign_body"]?.bool == true)
        signer.signsToken = context["omit_session_token"]?.bool != true
        return signer
    }

    private func seconds() throws -> Int {
        try #require(Timestamp.milliseconds(iso8601: context["timestamp"]?.string ?? "")) / 1000
    }

    private func expected(_ file: String) throws -> String {
        String(decoding: try FileSystem.read("\(folder)/\(file).txt"), as: UTF8.self).trimmed
    }

    func checkHeaderForm(_ name: String) throws {
        let signed = try signer().sign(request, payload: .of(body), with: key, at: try seconds())
        let authorization = try #require(signed.headerFields[.authorization])
        #expect(authorization.hasSuffix("Signature=\(try expected("header-signature"))"), "\(name)")
        let lines = try expected("header-signed-request").split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("Authorization:") })
        #expect(authorization == line.dropFirst("Authorization:".count), "\(name)")
        for line in lines where line.hasPrefix("X-Amz-Security-Token:") {
            #expect(signed.headerFields[.amzSecurityToken] == String(line.dropFirst("X-Amz-Security-Token:".count)))
        }
    }

    func checkQueryForm(_ name: String) throws {
        let lifetime = Int(try #require(context["expiration_in_seconds"]?.int))
        let signed = try signer().presign(
            request, payload: .of(body), with: key, at: try seconds(), lifetime: lifetime)
        #expect(signed.path?.hasSuffix("&X-Amz-Signature=\(try expected("query-signature"))") == true, "\(name)")
        let target = try expected("query-signed-request").split(separator: " HTTP/1.1")[0].drop { $0 != " " }
            .dropFirst()
        #expect(signed.path.map { $0[...] } == target, "\(name)")
    }
}
