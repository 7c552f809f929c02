import Basics

/// The bodies of services of the Query protocol: `application/x-www-form-urlencoded`.
enum FormEncoding {
    static func encode(_ parameters: [(name: String, value: String)]) -> [UInt8] {
        let pairs = parameters.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }
        return Array(pairs.joined(separator: "&").utf8)
    }
}
