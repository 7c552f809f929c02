/// The name in the authority of an address.
public enum HostName {
    /// The authority in lower case without its port: `[::1]:8080` gives `[::1]`, and so does the bare address `::1`.
    public static func of(_ authority: String) -> String {
        let lowered = authority.lowercased()
        if lowered.hasPrefix("["), let end = lowered.firstIndex(of: "]") { return String(lowered[...end]) }
        let parts = lowered.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 2 ? "[\(lowered)]" : String(parts[0])
    }

    /// The names of the machine itself.
    public static let loopback: Set<String> = ["localhost", "127.0.0.1", "[::1]"]
}
