import Basics
import Compression
import Segments
import TestSupport
import Testing

@Suite struct TarTests {
    private struct Member {
        var name: String
        var type = "0"
        var text = ""
    }

    private func archive(_ members: [Member], isWhole: Bool = true) -> [UInt8] {
        var bytes: [UInt8] = []
        for member in members {
            var header = [UInt8](repeating: 0, count: 512)
            func put(_ text: String, _ at: Int) { header.replaceSubrange(at..<at + text.utf8.count, with: text.utf8) }
            put(member.name, 0)
            let size = String(member.text.utf8.count, radix: 8)
            put(String(repeating: "0", count: 11 - size.count) + size, 124)
            put("        ", 148)
            put(member.type, 156)
            put("ustar\u{0}00", 257)
            let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
            put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", 148)
            bytes += header + Array(member.text.utf8)
            bytes += Array(repeating: 0, count: (512 - member.text.utf8.count % 512) % 512)
        }
        return isWhole ? bytes + Array(repeating: 0, count: 1024) : bytes
    }

    private func unpack(_ bytes: [UInt8], _ directory: String, piece: Int = 700, limit: Int = 10_000) async throws {

        try await ChromaArchive.unpack(MemoryInput(bytes, pieceSize: piece), into: directory, limit: limit)
    }

    @Test(arguments: [97, 511, 512, 700, 100_000])
    func `files and directories come out`(piece: Int) async throws {
        let long = String(repeating: "d", count: 90) + "/" + String(repeating: "n", count: 60)
        let pax = "\(long.utf8.count + 11) path=\(long)2\n"
        let bytes = archive([
            Member(name: "./", type: "5"), Member(name: "./a", text: "first"), Member(name: "b/", type: "5"),
            Member(name: "b/c/d", text: String(repeating: "x", count: 1024)), Member(name: "empty"),
            Member(name: "././@LongLink", type: "L", text: long), Member(name: "short", text: "long name"),
            Member(name: "pax", type: "x", text: pax), Member(name: "short", text: "pax name"),
        ])
        try await withTemporaryDirectory { directory in
            try await unpack(bytes, directory, piece: piece)
            func text(_ name: String) throws -> String {
                String(decoding: try FileSystem.read("\(directory)/\(name)"), as: UTF8.self)
            }
            #expect(try text("a") == "first" && text("empty").isEmpty && text("b/c/d").count == 1024)
            #expect(try text(long) == "long name" && text("\(long)2") == "pax name")
        }
    }

    @Test func `what leads elsewhere is refused`() async throws {
        for member in [
            Member(name: "../out", text: "x"), Member(name: "/out", text: "x"), Member(name: "a/../../out", text: "x"),
            Member(name: "link", type: "2"), Member(name: "link", type: "1"), Member(name: "device", type: "3"),
            Member(name: "..", type: "5"),
        ] {
            try await withTemporaryDirectory { directory in
                try FileSystem.createDirectories("\(directory)/in")
                await #expect(throws: FdnixError.self) { try await unpack(archive([member]), "\(directory)/in") }
                #expect(try FileSystem.entries(of: directory) == ["in"])
                #expect(try FileSystem.entries(of: "\(directory)/in").isEmpty)
            }
        }
    }

    @Test func `what is too large, cut short or damaged is an error`() async throws {
        try await withTemporaryDirectory { directory in
            let whole = archive([Member(name: "a", text: String(repeating: "x", count: 600))])
            await #expect(throws: FdnixError.self) { try await unpack(whole, directory, limit: 599) }
            await #expect(throws: FdnixError.self) { try await unpack(Array(whole.prefix(700)), directory) }
            for place in [3, 125, 150, 156] {
                var damaged = whole
                damaged[place] ^= 0x41
                await #expect(throws: FdnixError.self) { try await unpack(damaged, directory) }
            }
            try await unpack(archive([Member(name: "b", text: "x")], isWhole: false), directory)
        }
    }
}
