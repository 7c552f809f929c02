import Platform

/// Where parts of the program are looked for that set-up fetches and the program loads on demand: libraries, models.
///
/// A variable of the environment may state a part; else it is in the prefix that another variable names, beside the
/// program, in the `.fdnix` folder of the checkout that holds the program, or where the system's loader looks. Never below
/// the current directory: work in someone else's folder must not run their code.
public struct PartSearch: Sendable {
    private let folder: String
    private let prefixVariable: String
    private let environment: [String: String]
    private let executableFolder: String?

    /// The search for what reads, embeds and hears documents.
    public static let documents = PartSearch(folder: "documents", prefixVariable: "FDNIX_DOCUMENTS_PREFIX")

    /// A search for parts that set-up puts into the folder of this name below `.fdnix`, or into the prefix that
    /// `prefixVariable` names.
    public init(
        folder: String, prefixVariable: String, environment: [String: String] = ProcessEnvironment.current,
        executableFolder: String? = Self.runningFolder()
    ) {
        self.folder = folder
        self.prefixVariable = prefixVariable
        self.environment = environment
        self.executableFolder = executableFolder
    }

    /// The path of the library `name`: the best place where it is, or else its bare name for the system's loader. A path that
    /// `variable` states is taken as it is: falling back would hide a mistake.
    public func library(_ name: String, statedBy variable: String) -> String {
        stated(variable) ?? places("lib/\(name)", beside: "lib/fdnix/\(name)").first(where: FileSystem.exists) ?? name
    }

    /// The path of a model's folder, e.g. `models/minilm`; the one that `variable` states without a look. Nil where there is
    /// none.
    public func model(_ path: String, statedBy variable: String) -> String? {
        stated(variable) ?? places(path, beside: "share/fdnix/\(path)").first(where: FileSystem.exists)
    }

    /// Where set-up and packagers put a part: its path in a prefix, and beside the program's folder.
    func places(_ path: String, beside installed: String) -> [String] {
        var places = stated(prefixVariable).map { ["\($0)/\(path)"] } ?? []
        guard var directory = executableFolder else { return places }
        places.append("\(directory)/../\(installed)")
        while directory != "/", directory != "." {
            places.append("\(directory)/.fdnix/\(folder)/\(path)")
            directory = FileSystem.directory(of: directory)
        }
        return places
    }

    /// The variable's value; an empty one counts as unset.
    private func stated(_ variable: String) -> String? {
        environment[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The folder of the running program, where the system tells it.
    public static func runningFolder() -> String? {
        let path = [UInt8](unsafeUninitializedCapacity: 4096) { bytes, count in
            count = bytes.withMemoryRebound(to: CChar.self) { path in
                path.baseAddress.map { max(readlink("/proc/self/exe", $0, path.count), 0) } ?? 0
            }
        }
        if !path.isEmpty { return FileSystem.directory(of: String(decoding: path, as: UTF8.self)) }
        guard let argument = CommandLine.arguments.first, argument.hasPrefix("/") else { return nil }
        return FileSystem.directory(of: argument)
    }
}
