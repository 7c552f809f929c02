import Basics
import SQLite
import Segments
import TestSupport
import Testing

/// The vectors of Chroma's indexes, also of such as it never writes.
@Suite struct ChromaIndexTests {
    private func vectors(_ directory: String) throws -> [[Float]] {
        try ChromaDirectory(path: directory).records(of: "lines").map(\.vector)
    }

    private func refusal(_ directory: String) -> String {
        message { _ = try ChromaDirectory(path: directory).records(of: "lines") } ?? "none"
    }

    @Test(arguments: [
        ("config_json_str", #"{"hnsw":{"space":"SPACE"}}"#),
        ("schema_str", ##"{"keys":{"#embedding":{"float_list":{"vector_index":{"config":{"space":"SPACE"}}}}}}"##),
        ("schema_str", #"{"defaults":{"float_list":{"vector_index":{"config":{"space":"SPACE"}}}}}"#), ("", "SPACE"),
    ])
    func `vectors of a cosine index have their lengths again`(column: String, text: String) throws {
        for space in ["cosine", "l2", "ip"] {
            try withTemporaryDirectory { directory in
                let database = try ChromaFiles.database(directory, ["a", "b"], [(2, "b", [7, 7])], seen: 0)
                try ChromaFiles.index(
                    directory, [(7, [0.6, 0.8], false), (8, [1, 0], false)],
                    pickle: ChromaFiles.pickle([(7, "a"), (8, "b")]), lengths: [5, 0])
                try database.execute("CREATE TABLE collection_metadata (collection_id TEXT, key TEXT, str_value TEXT)")
                let text = text.replacing("SPACE", with: space)
                if column.isEmpty {
                    try database.run(
                        "INSERT INTO collection_metadata VALUES (?, 'hnsw:space', ?)",
                        [.text(ChromaFiles.collection), .text(text)])
                } else {
                    try database.execute("ALTER TABLE collections ADD COLUMN \(column) TEXT")
                    try database.run("UPDATE collections SET \(column) = ?", [.text(text)])
                }
                #expect(try vectors(directory) == [space == "cosine" ? [3, 4] : [0.6, 0.8], [7, 7]])
            }
        }
    }

    @Test func `a vector without finite numbers is refused with its id`() throws {
        for number in [Float.nan, .infinity, -.infinity] {
            try withTemporaryDirectory { directory in
                try ChromaFiles.database(directory, ["a", "bad"], [(0, "a", [1, 0]), (0, "bad", [0, number])])
                #expect(refusal(directory).contains("vector of bad has"))
            }
            try withTemporaryDirectory { directory in
                try ChromaFiles.database(directory, ["bad"], [], seen: 0)
                try ChromaFiles.index(directory, [(7, [number, 1], false)], pickle: ChromaFiles.pickle([(7, "bad")]))
                #expect(refusal(directory).contains("vector of bad has"))
            }
        }
    }

    @Test(arguments: [(24, 16, 0), (24, 16, 4), (24, 16, 7), (24, 16, 9), (24, 15, 8), (24, 0, 8), (32, 16, 8)])
    func `a header whose parts do not fit one another is refused`(size: Int, label: Int, data: Int) throws {
        try withTemporaryDirectory { directory in
            try ChromaFiles.database(directory, ["a"], [], seen: 0)
            let elements: [(Int, [Float], Bool)] = [(7, [1, 1], false), (7, [1, 1], false)]
            try ChromaFiles.index(
                directory, elements, pickle: ChromaFiles.pickle([(7, "a")]), size: size, label: label, data: data)
            #expect(refusal(directory).contains("contradicts itself"))
        }
    }

    @Test func `a pickle has no more values than the index has use for`() throws {
        try withTemporaryDirectory { directory in
            try ChromaFiles.database(directory, ["a"], [], seen: 0)
            for opcodes: [UInt8] in [[0x28], [0x4E], [0x4B, 0], [0x4E, 0x94]] {
                let bytes = Array(repeatElement(opcodes, count: 100_000).joined())
                try ChromaFiles.index(directory, [(7, [1, 1], false)], pickle: [0x80, 4] + bytes + [0x2E])
                #expect(refusal(directory).contains("more values"))
            }
        }
    }

    @Test func `ids that differ in their bytes alone have vectors of their own`() throws {
        try withTemporaryDirectory { directory in
            let (short, long) = ("\u{E9}", "e\u{301}")
            try ChromaFiles.database(directory, [short, long], [], seen: 0)
            try ChromaFiles.index(
                directory, [(7, [1, 1], false), (8, [2, 2], false)],
                pickle: ChromaFiles.pickle([(7, short), (8, long)]))
            #expect(try vectors(directory) == [[2, 2], [1, 1]])
        }
    }
}
