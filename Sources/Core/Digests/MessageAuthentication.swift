import Basics
import CCrypto

/// Keyed hashes (HMAC, RFC 2104): what requests to AWS are signed with.
public enum MessageAuthentication {
    /// The HMAC-SHA-256 of `message` under `key`, 32 bytes. Throws `notFound` where the system has no libcrypto.
    public static func sha256(_ message: [UInt8], key: [UInt8]) throws(FdnixError) -> [UInt8] {
        let library = try CryptoLibrary.load()
        var isMade = false
        let code = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            var size: UInt32 = 0
            // A null key would mean "the key of the call before".
            let key = key.isEmpty ? [0] : key
            isMade =
                library.api.hmac(
                    Digest.Algorithm.sha256.handle(library), key, Int32(clamping: key.count), message, message.count,
                    buffer.baseAddress, &size) != nil
            count = isMade ? Int(size) : 0
        }
        guard isMade else { throw Digest.refused(.sha256) }
        return code
    }
}
