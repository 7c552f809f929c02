import Basics
import Digests
import TestSupport
import Testing

@Suite("Ed25519 signatures")
struct Ed25519Tests {
    struct Vector: Sendable {
        var secret, publicKey, message, signature: String
    }

    /// RFC 8032 §7.1, tests 1 to 3 and SHA(abc).
    static let vectors = [
        Vector(
            secret: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
            signature:
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b"),
        Vector(
            secret: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
            signature:
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00"),
        Vector(
            secret: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
            signature:
                "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
                + "4a7c15e9716ed28dc027beceea1ec40a"),
        Vector(
            secret: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
                + "454d4423643ce80e2a9ac94fa54ca49f",
            signature:
                "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030"
                + "3dca179c138ac17ad9bef1177331a704"),
    ]

    static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal.utf8)
        return stride(from: 0, to: digits.count, by: 2).map {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16) ?? 0
        }
    }

    @Test("The vectors of RFC 8032: public key, signature and its check", arguments: vectors)
    func published(_ vector: Vector) throws {
        let secret = Self.bytes(vector.secret)
        let message = Self.bytes(vector.message)
        #expect(try Ed25519.publicKey(ofPrivate: secret).hexadecimal == vector.publicKey)
        let signature = try Ed25519.sign(message, privateKey: secret)
        #expect(signature.hexadecimal == vector.signature)
        #expect(try Ed25519.isValid(signature, of: message, publicKey: Self.bytes(vector.publicKey)))
    }

    @Test("A signature is that of one message under one key: any flipped bit is noticed")
    func flipped() throws {
        var random = SplitMix(1)
        let secret = (0..<32).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        let key = try Ed25519.publicKey(ofPrivate: secret)
        let message = (0..<100).map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        let signature = try Ed25519.sign(message, privateKey: secret)
        for _ in 0..<200 {
            var (otherMessage, otherSignature) = (message, signature)
            if Bool.random(using: &random) {
                otherMessage[Int.random(in: 0..<100, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            } else {
                otherSignature[Int.random(in: 0..<64, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            }
            #expect(try !Ed25519.isValid(otherSignature, of: otherMessage, publicKey: key))
        }
        #expect(try !Ed25519.isValid([], of: message, publicKey: key))
        #expect(try !Ed25519.isValid(signature + [0], of: message, publicKey: key))
    }

    @Test("A key of another size is refused, and not used in part", arguments: [0, 31, 33, 64])
    func sizes(_ count: Int) {
        let key = [UInt8](repeating: 1, count: count)
        #expect(throws: FdnixError.self) { try Ed25519.sign([1], privateKey: key) }
        #expect(throws: FdnixError.self) { try Ed25519.isValid([], of: [1], publicKey: key) }
        #expect(throws: FdnixError.self) { try Ed25519.publicKey(ofPrivate: key) }
    }
}
