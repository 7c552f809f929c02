import Basics
import Platform
import TestSupport
import Testing

@Suite("Standard output")
struct StandardOutputTests {
    @Test("what is written arrives, however it was cut")
    func arrives() throws {
        try withTemporaryDirectory { directory in
            let descriptor = open("\(directory)/out", O_WRONLY | O_CREAT, 0o600)
            var expected = ""
            var output = StandardOutput(descriptor: descriptor)
            for i in 0..<20_000 {
                try output.line("line \(i)")
                expected += "line \(i)\n"
            }
            try output.flush()
            close(descriptor)
            #expect(String(decoding: try FileSystem.read("\(directory)/out"), as: UTF8.self) == expected)
        }
    }

    @Test("a reader that went away is told from a failure, and the process lives on")
    func readerGone() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        defer { close(ends[1]) }
        var output = StandardOutput(descriptor: ends[1])
        try output.line("nobody reads this")
        #expect(throws: StandardOutput.ReaderGone.self) { try output.flush() }
    }

    @Test("a full disk is an error that names what cannot be written")
    func full() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        guard descriptor >= 0 else { return Skips.note("a full standard output", "there is no /dev/full") }
        defer { close(descriptor) }
        var output = StandardOutput(descriptor: descriptor)
        try output.line("text")
        let error = #expect(throws: FdnixError.self) { try output.flush() }
        #expect(error?.code == .io)
        #expect(error?.message.hasPrefix("cannot write to standard output") == true)
    }
}
