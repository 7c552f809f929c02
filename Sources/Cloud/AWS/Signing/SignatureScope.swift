import Basics
import Digests

/// What a signature is good for: a day, a region and a service; and the time at which it is made.
struct SignatureScope: Sendable, Hashable {
    /// `20150830T123600Z`
    let time: String
    let region: String
    let service: String

    init(seconds: Int, region: String, service: String) {
        time = Timestamp.iso8601(secondsSince1970: seconds).prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
        self.region = region
        self.service = service
    }

    /// `20150830`
    var day: String { String(time.prefix(8)) }

    /// What stands in the credential: `20150830/us-east-1/s3/aws4_request`.
    var description: String { "\(day)/\(region)/\(service)/aws4_request" }

    /// The key that signs within this scope: the secret, hashed with each part of the scope in turn.
    func signingKey(_ secret: String) throws(FdnixError) -> [UInt8] {
        var key = Array("AWS4\(secret)".utf8)
        for part in [day, region, service, "aws4_request"] {
            key = try MessageAuthentication.sha256(Array(part.utf8), key: key)
        }
        return key
    }

    /// Signs what has the hash `hash`, in lower-case hexadecimal.
    func signature(of hash: String, algorithm: String, key: [UInt8]) throws(FdnixError) -> String {
        let text = "\(algorithm)\n\(time)\n\(description)\n\(hash)"
        return try MessageAuthentication.sha256(Array(text.utf8), key: key).hexadecimal
    }
}
