import Basics
import ReceiptModel

/// The two files of a receipt on this machine.
struct ReceiptFiles {
    let key: ReceiptKey
    let lines: String
    let words: String

    /// Throws `notFound` where a file is not there, `io` where it is something else, or not to be read.
    func check() throws(FdnixError) {
        for path in [lines, words] {
            let name = path.printable(onOneLine: true)
            guard FileSystem.exists(path) else { throw FdnixError(.notFound, "there is no file \(name)") }
            // A link counts as what it leads to.
            guard try FileSystem.kind(of: FileSystem.realPath(path)) == .regularFile else {
                throw FdnixError(.io, "\(name) is not a regular file")
            }
            guard FileSystem.isReadable(path) else {
                throw FdnixError(.io, "\(name) may not be read by this user: change its permissions")
            }
        }
    }

    /// The receipts below a folder, in the order of their names, and a line for each folder that is not one.
    static func below(_ folder: String) throws -> (receipts: [ReceiptFiles], faults: [String]) {
        guard FileSystem.isDirectory(folder) else {
            throw FdnixError(.notFound, "there is no folder \(folder.printable(onOneLine: true))")
        }
        var (found, faults): ([ReceiptFiles], [String]) = ([], [])
        func leaveOut(_ path: String, _ reason: String) {
            faults.append("\(path.printable(onOneLine: true)) is left out: \(reason)")
        }
        for image in try folders(in: folder) {
            guard UUIDText.isRandom(image) else {
                leaveOut("\(folder)/\(image)", "its name is not a UUID of version 4, as an image's is")
                continue
            }
            let names: [String]
            do { names = try folders(in: "\(folder)/\(image)") } catch let error as FdnixError {
                leaveOut("\(folder)/\(image)", error.message)
                continue
            }
            for name in names {
                let path = "\(folder)/\(image)/\(name)"
                guard let key = EmbedMessage.receipt(ofKey: "receipts/\(image)/\(name)/lines.ndjson") else {
                    leaveOut(path, "its name is not receipt-NNNNN, with a number from 00001 on")
                    continue
                }
                let files = ReceiptFiles(key: key, lines: "\(path)/lines.ndjson", words: "\(path)/words.ndjson")
                do {
                    try files.check()
                    found.append(files)
                } catch { leaveOut(path, error.message) }
            }
        }
        return (found, faults)
    }

    /// The names of the folders in a folder, without those that are hidden.
    private static func folders(in folder: String) throws -> [String] {
        guard FileSystem.isReadable(folder) else { throw FdnixError.io("list", folder) }
        return try FileSystem.entries(of: folder).sorted().filter { name in
            !name.hasPrefix(".") && FileSystem.isDirectory("\(folder)/\(name)")
        }
    }
}
