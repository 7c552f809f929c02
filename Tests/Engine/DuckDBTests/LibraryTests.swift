import Basics
import CDuckDB
import Testing

@testable import DuckDB

@Suite("DuckDB library")
struct LibraryTests {
    @Test("every declared function resolves", .enabled(if: duckDBIsAvailable))
    func symbols() throws {
        // Loading resolves all of them or fails.
        let library = try Library.load()
        #expect(library.version == "v1.5.5")
        #expect(library.api.pointee.vector_size() == 2048)
    }

    @Test("a missing library is one clear line")
    func missing() {
        let error = #expect(throws: FdnixError.self) { try Library(candidates: ["libno-such-duckdb.so"]) }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("Scripts/setup") == true)
        #expect(error?.message.contains("\n") == false)
    }

    @Test("a stated library that is not there is named")
    func statedMissing() {
        let error = #expect(throws: FdnixError.self) { try Library(candidates: ["/no/such/libduckdb.so"]) }
        #expect(error?.message.contains("/no/such/libduckdb.so") == true)
    }

    @Test("a library without the C API is refused")
    func wrongLibrary() {
        let error = #expect(throws: FdnixError.self) { try Library(candidates: ["libc.so.6"]) }
        #expect(error?.message.contains("lacks the function duckdb_") == true)
    }

    @Test("a stated library is the only candidate")
    func stated() {
        let found = Library.candidates(
            environment: { $0 == "FDNIX_DUCKDB_LIBRARY" ? "/x/libduckdb.so" : nil }, executable: "/a/b")
        #expect(found == ["/x/libduckdb.so"])
    }

    @Test("the places searched, in order; the current directory is none of them")
    func order() {
        let found = Library.candidates(environment: { _ in nil }, executable: "/a/.build/release")
        let name = Library.fileName
        #expect(
            found == [
                "/a/.build/release/../lib/fdnix/\(name)", "/a/.build/release/.fdnix/duckdb/lib/\(name)",
                "/a/.build/.fdnix/duckdb/lib/\(name)", "/a/.fdnix/duckdb/lib/\(name)", name,
            ])
    }

    @Test("layouts are those of the C API")
    func layouts() {
        #expect(MemoryLayout<duckdb_string_t>.size == 16)
        #expect(MemoryLayout<duckdb_hugeint>.size == 16)
        #expect(MemoryLayout<duckdb_list_entry>.size == 16)
        #expect(MemoryLayout<duckdb_result>.size == 48)
    }

    @Test("both extensions load and nothing is downloaded", .enabled(if: duckDBIsAvailable))
    func extensions() throws {
        let connection = try memory()
        try connection.loadExtension("fts")
        try connection.loadExtension("vss")
        let error = #expect(throws: FdnixError.self) { try connection.loadExtension("no_such_extension") }
        #expect(error?.message.contains("FDNIX_DUCKDB_EXTENSIONS") == true)
        for setting in ["autoinstall_known_extensions", "autoload_known_extensions"] {
            let value = try connection.query("SELECT current_setting('\(setting)')::BOOLEAN").scalar(Bool.self)
            #expect(value == false)
        }
    }
}
