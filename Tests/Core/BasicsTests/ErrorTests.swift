import Basics
import Platform
import Testing

@Suite("Errors")
struct ErrorTests {
    @Test(
        "a failed system call says what to do about it, on one line",
        arguments: [
            (ENOSPC, "disk is full"), (EDQUOT, "disk is full"), (EROFS, "read-only"), (EACCES, "permission"),
            (EPERM, "permission"), (ENOENT, "no such file"), (EISDIR, "is a directory"), (ENOTDIR, "not a directory"),
            (EIO, "cannot write"),
        ])
    func advice(number: Int32, words: String) {
        let error = FdnixError.io("write", "/some/file", error: SystemError(number: number))
        #expect(error.message.hasPrefix("cannot write /some/file"))
        #expect(error.message.contains(words))
        #expect(error.code == (number == ENOENT ? .notFound : .io))
        #expect(error.description.contains(String(cString: strerror(number))))
        #expect(!error.description.contains("\n"))
    }

    @Test("what may not be read is not to be written elsewhere", arguments: ["open", "read", "list"])
    func readingAdvice(action: String) {
        let error = FdnixError.io(action, "/some/file", error: SystemError(number: EACCES))
        #expect(error.message.contains("may read it") && !error.message.contains("write"))
        let writing = FdnixError.io("create", "/some/file", error: SystemError(number: EACCES))
        #expect(writing.message.contains("may write to") && !writing.message.contains("may read"))
    }

    @Test("an underlying error is shown behind the message")
    func underlying() {
        let inner = FdnixError(.io, "inner")
        #expect(FdnixError(.corrupt, "outer").description == "outer")
        #expect(FdnixError(.corrupt, "outer", underlying: inner).description == "outer (inner)")
    }

    @Test("a write that the system refuses is an error that names the file")
    func fullDevice() throws {
        // A device that is always full exists on Linux only.
        guard FileSystem.exists("/dev/full") else { return }
        let file = try FileWriter(creating: "/dev/full")
        let error = #expect(throws: FdnixError.self) {
            try [UInt8](repeating: 1, count: 10).withUnsafeBytes { try file.write($0) }
        }
        #expect(error?.message.contains("/dev/full") == true)
        #expect(error?.message.contains("disk is full") == true)
    }

    @Test("memory is counted in bytes")
    func memory() { #expect(ResourceUsage.peakMemory > 1 << 20) }
}
