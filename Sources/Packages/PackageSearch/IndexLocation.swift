/// Where fdnix keeps its artifacts when nobody says otherwise.
public enum IndexLocation {
    /// `$XDG_DATA_HOME/fdnix`, else `~/.local/share/fdnix`.
    public static func dataDirectory(environment: [String: String]) -> String {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return "\(data)/fdnix" }
        return "\(environment["HOME"] ?? ".")/.local/share/fdnix"
    }

    /// `$XDG_CACHE_HOME/fdnix`, else `~/.cache/fdnix`: unfinished downloads.
    public static func cacheDirectory(environment: [String: String]) -> String {
        if let cache = environment["XDG_CACHE_HOME"], cache.hasPrefix("/") { return "\(cache)/fdnix" }
        return "\(environment["HOME"] ?? ".")/.cache/fdnix"
    }

    /// `FDNIX_INDEX`, else `fdnix.idx` in the data directory.
    public static func index(environment: [String: String]) -> String {
        if let path = environment["FDNIX_INDEX"], !path.isEmpty { return path }
        return "\(dataDirectory(environment: environment))/fdnix.idx"
    }
}
