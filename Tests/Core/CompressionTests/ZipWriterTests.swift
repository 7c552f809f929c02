import Basics
import Compression
import Foundation
import TestSupport
import Testing

@Suite("ZIP archives and DEFLATE streams")
struct ZipWriterTests {
    private func archive(_ files: [(String, [UInt8])], in directory: String, _ name: String = "a.zip") throws -> String
    {
        let path = "\(directory)/\(name)"
        let writer = try ZipWriter(creating: path)
        for (index, file) in files.enumerated() {
            try AtomicFile.write(file.1, to: "\(directory)/\(index)")
            try writer.add(file.0, file: "\(directory)/\(index)")
        }
        try writer.finish()
        return path
    }

    private static let files: [(String, [UInt8])] = [
        ("fdnix/fdnix.idx", Array(String(repeating: "some words again ", count: 200_000).utf8)), ("fdnix/empty", []),
    ]

    @Test("Another program finds every entry, its bytes, its mode and its date")
    func unzip() throws {
        try withTemporaryDirectory { directory in
            let path = try archive(Self.files, in: directory)
            let script = """
                import sys, zipfile
                with zipfile.ZipFile(sys.argv[1]) as z:
                    assert z.testzip() is None
                    for i in z.infolist():
                        print(i.filename, i.file_size, i.date_time, oct(i.external_attr >> 16), i.compress_type)
                    sys.stdout.write(z.read("fdnix/fdnix.idx")[:9].decode())
                """
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
            process.arguments = ["python3", "-c", script, path]
            let output = Pipe()
            process.standardOutput = output
            guard (try? process.run()) != nil else { return Skips.note("ZIP read by Python", "no python3") }
            let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            #expect(
                text == """
                    fdnix/fdnix.idx 3400000 (1980, 1, 1, 0, 0, 0) 0o100644 8
                    fdnix/empty 0 (1980, 1, 1, 0, 0, 0) 0o100644 8
                    some word
                    """)
        }
    }

    @Test("The same files give the same bytes, at any time")
    func deterministic() throws {
        try withTemporaryDirectory { directory in
            let first = try FileSystem.read(archive(Self.files, in: directory))
            let second = try FileSystem.read(archive(Self.files, in: directory, "b.zip"))
            #expect(first == second && first.count < 100_000)
        }
    }

    @Test("Names that an archive cannot have are refused", arguments: ["", "/etc/passwd", "ü", "a\nb"])
    func names(_ name: String) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.write([1], to: "\(directory)/x")
            let writer = try ZipWriter(creating: "\(directory)/a.zip")
            #expect(throws: FdnixError.self) { try writer.add(name, file: "\(directory)/x") }
        }
    }

    @Test(
        "A file is compressed as a stream, and read back; the same file gives the same bytes",
        arguments: [0, 1, 5_000_000])
    func gzip(_ count: Int) async throws {
        try await withTemporaryDirectory { directory in
            var random = SplitMix(UInt64(count))
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...15, using: &random) }
            try AtomicFile.write(bytes, to: "\(directory)/x")
            try Gzip.compress("\(directory)/x", to: "\(directory)/x.gz")
            try Gzip.compress("\(directory)/x", to: "\(directory)/y.gz")
            #expect(try FileSystem.read("\(directory)/x.gz") == FileSystem.read("\(directory)/y.gz"))
            var input = DecodedInput(try DescriptorInput(path: "\(directory)/x.gz"), name: "x.gz", firstByte: nil)
            var read: [UInt8] = []
            while let piece = try await input.next() { read += piece }
            #expect(read == bytes)
        }
    }

    @Test("However a stream is cut into pieces, the compressed bytes are the same")
    func pieces() throws {
        var random = SplitMix(3)
        let bytes = (0..<300_000).map { _ in UInt8.random(in: 0...7, using: &random) }
        func encode(_ sizes: () -> Int) throws -> [UInt8] {
            let encoder = try DeflateEncoder(.gzip)
            var (output, rest): ([UInt8], ArraySlice<UInt8>) = ([], bytes[...])
            while !rest.isEmpty {
                let piece = rest.prefix(sizes())
                try piece.withUnsafeBytes { try encoder.encode($0) { output += $0 } }
                rest = rest.dropFirst(piece.count)
            }
            try encoder.finish { output += $0 }
            return output
        }
        let whole = try encode { .max }
        for _ in 0..<5 { #expect(try encode { .random(in: 1...50_000, using: &random) } == whole) }
    }
}
