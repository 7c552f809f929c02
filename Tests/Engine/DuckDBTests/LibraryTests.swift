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
        let error = #expect(throws: FdnixError.self) { try Library(path: "libno-such-duckdb.so") }
        #expect(error?.code == .notFound)
        #expect(error?.message.contains("Scripts/setup") == true)
        #expect(error?.message.contains("\n") == false)
    }

    @Test("a stated library that is not there is named")
    func statedMissing() {
        let error = #expect(throws: FdnixError.self) { try Library(path: "/no/such/libduckdb.so") }
        #expect(error?.message.contains("/no/such/libduckdb.so") == true)
    }

    @Test("a library without the C API is refused")
    func wrongLibrary() {
        let error = #expect(throws: FdnixError.self) { try Library(path: "libc.so.6") }
        #expect(error?.message.contains("lacks the function duckdb_") == true)
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
