import Basics
import ReceiptModel

/// The two files of a receipt on this machine.
struct ReceiptFiles {
    let key: ReceiptKey
    let lines: String
    let words: String

    /// Throws `notFound` where a file is not there.
    func check() throws(FdnixError) {
        for path in [lines, words] where FileSystem.kind(of: path) != .regularFile {
            throw FdnixError(.notFound, "there is no file \(path.printable(onOneLine: true))")
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
            for name in try folders(in: "\(folder)/\(image)") {
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
        try FileSystem.entries(of: folder).sorted().filter { name in
            !name.hasPrefix(".") && FileSystem.isDirectory("\(folder)/\(name)")
        }
    }
}
