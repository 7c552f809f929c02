import Basics
import Digests
import TestSupport
import Testing

@testable import Publishing

@Suite("Keys of publishers")
struct SigningTests {
    /// RFC 8410 §10.3 (the key) and §10.1 (its public half).
    static let privateKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----
        """
    static let publicKey = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="

    @Test("Keys are read as OpenSSL writes them, and tell the public half")
    func forms() throws {
        try withTemporaryFile(Self.privateKey) { path in
            let key = try SigningKey(file: path)
            let pinned = try key.verificationKey()
            #expect(pinned.description == Self.publicKey)
            let signature = try key.sign([1, 2, 3])
            #expect(try pinned.isValid(signature, of: [1, 2, 3]))
            #expect(try !pinned.isValid(signature, of: [1, 2, 4]))
            #expect(try VerificationKey(" \(Self.publicKey)\n") == pinned)
            let raw = try #require(Base64.decode(Self.publicKey)).suffix(32)
            #expect(try VerificationKey(Base64.encode(Array(raw))) == pinned)
            #expect(throws: FdnixError.self) { try VerificationKey(path) }
        }
        try withTemporaryFile("-----BEGIN PUBLIC KEY-----\r\n\(Self.publicKey)\r\n-----END PUBLIC KEY-----\r\n") {
            path in
            let key = try VerificationKey(path)
            #expect(key.description == Self.publicKey)
            #expect(throws: FdnixError.self) { try SigningKey(file: path) }
        }
    }

    @Test("What is not a key is refused", arguments: ["", "x", "MCowBQYDK2VwAyEA", "/nowhere/key.pem"])
    func others(_ text: String) { #expect(throws: FdnixError.self) { try VerificationKey(text) } }
}
