import Platform

/// How many files the process may open: each connection is one.
enum OpenFileLimit {
    /// Raises the soft limit to the hard one, and returns what holds then.
    static func raise() -> Int {
        var limit = rlimit()
        #if canImport(Darwin)
            let resource = RLIMIT_NOFILE
        #else
            let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #endif
        guard getrlimit(resource, &limit) == 0 else { return 1024 }
        if limit.rlim_cur < limit.rlim_max {
            var wanted = limit
            wanted.rlim_cur = min(limit.rlim_max, 1 << 20)
            if setrlimit(resource, &wanted) == 0 { limit = wanted }
        }
        return Int(clamping: min(limit.rlim_cur, 1 << 20))
    }
}
