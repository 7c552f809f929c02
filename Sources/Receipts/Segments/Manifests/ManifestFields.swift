import Basics
import JSON
import ReceiptModel

/// The members of a manifest, with errors that say which is missing or wrong.
struct ManifestFields {
    let json: JSONValue
    private let name: String

    init(_ bytes: [UInt8], _ name: String) throws(FdnixError) {
        guard let json = try? JSONValue.parse(bytes), json.object != nil else {
            throw FdnixError(.corrupt, "\(name) is not a JSON object")
        }
        self.init(json, name)
        guard try number("schema", from: 0) == 1 else {
            throw FdnixError(.incompatible, "\(name) has another schema; a newer program reads it")
        }
    }

    init(_ json: JSONValue, _ name: String) {
        self.json = json
        self.name = name
    }

    func invalid(_ key: String) -> FdnixError { FdnixError(.corrupt, "\(name) has a missing or invalid \(key)") }

    func string(_ key: String) throws(FdnixError) -> String {
        guard let text = json[key]?.string, !text.isEmpty else { throw invalid(key) }
        return text
    }

    func number(_ key: String, from least: Int) throws(FdnixError) -> Int {
        guard let number = json[key]?.int, number >= least, number < 1 << 48 else { throw invalid(key) }
        return Int(number)
    }

    func time(_ key: String) throws(FdnixError) -> ReceiptTime {
        guard let time = ReceiptTime(try string(key)) else { throw invalid(key) }
        return time
    }

    func digest(_ key: String, _ digits: Int) throws(FdnixError) -> String {
        let text = try string(key)
        guard text.utf8.count == digits, text.utf8.allSatisfy({ "0123456789abcdef".utf8.contains($0) }) else {
            throw invalid(key)
        }
        return text
    }
}
