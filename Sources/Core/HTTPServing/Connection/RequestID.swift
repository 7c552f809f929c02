import Basics
import HTTPTypes
import ServiceAPI
import Synchronization

/// Names a request in logs and answers: the caller's own `X-Request-Id` where it is harmless, else a new one.
enum RequestID {
    private static let process = UInt32.random(in: .min ... .max)
    private static let count = Atomic<UInt32>(0)

    /// The name of the request with these headers.
    static func of(_ fields: HTTPFields) -> String {
        if let given = fields[.requestID], isHarmless(given) { return given }
        return process.hexadecimal + count.wrappingAdd(1, ordering: .relaxed).newValue.hexadecimal
    }

    /// Letters, digits and a few signs: nothing that could break a log line or a header.
    private static func isHarmless(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
