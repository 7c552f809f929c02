import Basics

/// The value of a variable by which a script tells tests of the server that it runs for them.
///
/// Throws where the tests were not run by the script.
public func serverVariable(_ name: String, setBy script: String) throws -> String {
    guard let value = ProcessEnvironment.current[name] else {
        throw FdnixError(.usage, "\(name) is not set: run these tests by \(script)")
    }
    return value
}
