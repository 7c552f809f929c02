/// Where fdnix keeps its artifacts when nobody says otherwise.
public enum IndexLocation {
    /// `$XDG_DATA_HOME/fdnix`, else `~/.local/share/fdnix`.
    public static func dataDirectory(environment: [String: String]) -> String {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/fdnix" }
        return "\(environment["HOME"] ?? ".")/.local/share/fdnix"
    }

    /// `FDNIX_INDEX`, else `fdnix.idx` in the data directory.
    public static func index(environment: [String: String]) -> String {
        if let path = environment["FDNIX_INDEX"], !path.isEmpty { return path }
        return "\(dataDirectory(environment: environment))/fdnix.idx"
    }
}
