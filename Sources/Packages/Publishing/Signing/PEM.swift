import Basics

/// Keys as text (RFC 7468), and the DER that Ed25519 keys have within (RFC 8410 §7): a fixed beginning and 32 bytes.
enum PEM {
    /// PrivateKeyInfo, version 0, id-Ed25519, an OCTET STRING in an OCTET STRING.
    static let privateKeyPrefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]
    /// SubjectPublicKeyInfo, id-Ed25519, a BIT STRING.
    static let publicKeyPrefix: [UInt8] = [
        0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
    ]

    /// The bytes between the lines that begin and end `label`; nil where there are none.
    static func decode(_ text: [UInt8], label: String) -> [UInt8]? {
        let lines = String(decoding: text.prefix(1 << 16), as: UTF8.self)
            .split(whereSeparator: \.isNewline).map { $0.trimmed }
        guard let begin = lines.firstIndex(of: "-----BEGIN \(label)-----"),
            let end = lines[begin...].firstIndex(of: "-----END \(label)-----")
        else { return nil }
        return Base64.decode(lines[(begin + 1)..<end].joined())
    }

    /// The 32 bytes of a key whose DER begins with `prefix` and has nothing else.
    static func key(in der: [UInt8], after prefix: [UInt8]) -> [UInt8]? {
        guard der.count == prefix.count + 32, der.starts(with: prefix) else { return nil }
        return Array(der[prefix.count...])
    }
}
