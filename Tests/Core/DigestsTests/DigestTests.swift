import Basics
import Digests
import TestSupport
import Testing

@Suite("Digests")
struct DigestTests {
    @Test(
        "published examples",
        arguments: [
            (Digest.Algorithm.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
            (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
        ])
    func examples(algorithm: Digest.Algorithm, text: String, digest: String) throws {
        let hash = try Digest.hash(algorithm, Array(text.utf8))
        #expect(hash.hexadecimal == digest)
        #expect(hash.count == algorithm.size)
    }

    @Test("a stream gives what the whole gives, however it is cut")
    func pieces() throws {
        var random = SplitMix(1)
        for _ in 0..<200 {
            let bytes = (0..<Int.random(in: 0...5000, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            var digest = try Digest(.sha256)
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 1...1000, using: &random))
                digest.update(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            let streamed = digest.finalize()
            #expect(try streamed == Digest.hash(.sha256, bytes))
        }
    }

    @Test("HMAC-SHA-256: the examples of RFC 4231")
    func authentication() throws {
        let first = try MessageAuthentication.sha256(Array("Hi There".utf8), key: [UInt8](repeating: 0x0b, count: 20))
        #expect(first.hexadecimal == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
        let second = try MessageAuthentication.sha256(
            Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
        #expect(second.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    }

    @Test("an empty key and an empty message have a code of their own")
    func emptyKey() throws {
        let code = try MessageAuthentication.sha256([], key: [])
        #expect(code.hexadecimal == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }
}
