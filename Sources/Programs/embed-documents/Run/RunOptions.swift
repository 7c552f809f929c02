import ArgumentParser
import Basics
import Documents

/// What `run` and `watch` are told.
struct RunOptions: ParsableArguments {
    @Option(help: "The folder of documents; it is only read.", completion: .directory)
    var input: String
    @Option(help: "The name of the bucket that the folder is, in the addresses of documents: one a folder.")
    var bucket = "input"
    @OptionGroup var data: DataOptions
    @Option(help: ArgumentHelp("The key of the model (default: the first configured one).", valueName: "key"))
    var model: String?
    @Option(help: "How many documents are ingested at a time.")
    var concurrency = 3

    func validate() throws {
        guard (1...1000).contains(concurrency) else { throw ValidationError("--concurrency is from 1 to 1,000") }
        guard !bucket.isEmpty, !bucket.contains("/") else {
            throw ValidationError("--bucket is a name without a slash, such as input")
        }
    }

    /// A name that no other run has.
    static func newRunName() -> String {
        let time = Timestamp.iso8601().filter { $0.isLetter || $0.isNumber }
        return "local-\(time)-\(UInt32.random(in: 0 ... .max).hexadecimal)"
    }
}
