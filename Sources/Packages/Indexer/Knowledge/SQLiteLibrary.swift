import Basics
import Platform

/// The few functions of SQLite's C API (<https://sqlite.org/c3ref/intro.html>) that reading one table takes, found when
/// first needed: no search should load a library for an option of the indexer.
struct SQLiteLibrary {
    typealias Handle = OpaquePointer
    typealias Open =
        @convention(c) (UnsafePointer<CChar>, UnsafeMutablePointer<Handle?>, Int32, UnsafePointer<CChar>?) -> Int32
    typealias OfHandle = @convention(c) (Handle?) -> Int32
    typealias Message = @convention(c) (Handle?) -> UnsafePointer<CChar>?
    typealias Prepare =
        @convention(c) (
            Handle?, UnsafePointer<CChar>, Int32, UnsafeMutablePointer<Handle?>,
            UnsafeMutablePointer<UnsafePointer<CChar>?>?
        ) -> Int32
    typealias Text = @convention(c) (Handle?, Int32) -> UnsafePointer<UInt8>?

    let open: Open
    let close, step, finalize: OfHandle
    let message: Message
    let prepare: Prepare
    let text: Text

    static let ok: Int32 = 0
    static let row: Int32 = 100
    static let done: Int32 = 101
    static let readOnly: Int32 = 1

    /// Throws `notFound` where SQLite is not installed.
    init() throws {
        #if canImport(Darwin)
            let names = ["libsqlite3.dylib"]
        #else
            let names = ["libsqlite3.so.0", "libsqlite3.so"]
        #endif
        guard let library = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first else {
            throw FdnixError(
                .notFound, "reading a programs.sqlite needs SQLite: install libsqlite3-0, or leave --programs out")
        }
        func symbol<Function>(_ name: String, as: Function.Type) throws -> Function {
            guard let address = dlsym(library, name) else {
                throw FdnixError(.incompatible, "the installed SQLite lacks \(name); install SQLite 3.5 or newer")
            }
            return unsafeBitCast(address, to: Function.self)
        }
        open = try symbol("sqlite3_open_v2", as: Open.self)
        close = try symbol("sqlite3_close", as: OfHandle.self)
        message = try symbol("sqlite3_errmsg", as: Message.self)
        prepare = try symbol("sqlite3_prepare_v2", as: Prepare.self)
        step = try symbol("sqlite3_step", as: OfHandle.self)
        text = try symbol("sqlite3_column_text", as: Text.self)
        finalize = try symbol("sqlite3_finalize", as: OfHandle.self)
    }
}
