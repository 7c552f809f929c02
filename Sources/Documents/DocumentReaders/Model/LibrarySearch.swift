import Basics
import Platform

/// Where a library is looked for that set-up fetches.
struct LibrarySearch {
    /// The folder below `.fdnix` that set-up fills.
    let folder: String
    var environment: [String: String] = ProcessEnvironment.current
    var executableFolder: String? = Self.runningFolder()

    /// The places of the library `name`, best first. A place stated by `variable` is the only one: falling back would hide
    /// a mistake.
    func candidates(_ name: String, variable: String) -> [String] {
        if let stated = environment[variable], !stated.isEmpty { return [stated] }
        var paths: [String] = []
        if let prefix = environment["FDNIX_DOCUMENTS_PREFIX"], !prefix.isEmpty { paths.append("\(prefix)/lib/\(name)") }
        if var directory = executableFolder {
            paths.append("\(directory)/../lib/fdnix/\(name)")
            while directory != "/", directory != "." {
                paths.append("\(directory)/.fdnix/\(folder)/lib/\(name)")
                directory = FileSystem.directory(of: directory)
            }
        }
        return paths + [name]
    }

    private static func runningFolder() -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { return nil }
        return FileSystem.directory(of: String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}
