import AWS
import Basics
import HTTPTransport
import Receipts
import Settings

extension RequiredSettings {
    /// Throws a `usage` error that names all that is missing or wrong, in the settings of AWS and in addresses too.
    func check(_ environment: [String: String]) throws {
        var settings = Settings(environment)
        let cloud = read(&settings)
        var addresses: [String] = []
        if parts.contains(.model) { addresses.append("OPENAI_BASE_URL") }
        if parts.contains(.bounds) { addresses.append("PLACES_BASE_URL") }
        if !parts.isDisjoint(with: [.collections, .server]) { addresses.append("CHROMA_URL") }
        for name in addresses {
            guard let address = settings.string(name) else { continue }
            do { _ = try URLParts(address) } catch { settings.problem("\(name) is not an address: \(error.message)") }
        }
        if cloud.backend == .aws {
            do { _ = try AWSConfiguration(environment: environment) } catch let error as FdnixError
                where error.code == .usage
            { settings.problem(error.message) }
        }
        try settings.check()
    }
}
