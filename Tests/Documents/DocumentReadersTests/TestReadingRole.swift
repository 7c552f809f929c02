import CReadingChild
import CSandbox
import Platform

@testable import DocumentReaders

/// What the test program does as a child: it reads, or misbehaves as its second argument says.
@_cdecl("fdnix_test_reading_child")
func testReadingChild(_ count: Int32, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Int32 {
    let words = (0..<Int(count)).compactMap { arguments[$0].map { String(cString: $0) } }
    let hello: [UInt8] = [1, 2, 0, 0, 0, Frame.version, 1]
    func say(_ bytes: [UInt8]) { _ = write(STDOUT_FILENO, bytes, bytes.count) }
    switch words.count > 2 ? words[2] : "" {
    case "crash":
        say(hello)
        abort()
    case "silence":
        say(hello)
        while true { sleep(1) }
    case "garbage":
        say(hello + Array("what is this? no frame has such a length".utf8))
        return 0
    case "half":
        say(hello + [2, 100, 0, 0, 0, 0x61])
        return 0
    case "nothing": return 0
    case "network":
        // What code of a hostile file would try.
        _ = fdnix_sandbox_enter(fdnix_sandbox_limits(address_space: 0, processor_seconds: 10))
        say(hello)
        let opened = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let ran = execv("/bin/true", [strdup("true"), nil])
        let message = opened < 0 && ran < 0 && errno == EPERM ? "refused" : "allowed"
        say((try? Frame.failed(code: "malformed-input", message: message).encoded()) ?? [])
        return 1
    case "spin":
        // As a document does that has no end: the processor's time is limited in the child itself.
        var limit = rlimit(rlim_cur: 1, rlim_max: 1)
        setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
        say(hello)
        var number: UInt64 = 1
        while number != 0 { number = number &* 6364136223846793005 | 1 }
        return 0
    default: return ReadingRole.run(arguments: Array(words.dropFirst()))
    }
}
