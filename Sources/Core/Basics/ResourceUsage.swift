import Platform

/// What this process has used so far.
public enum ResourceUsage {
    /// Seconds on processors, of the process itself and what the system did for it.
    public static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The largest resident set, in bytes.
    public static var peakMemory: Int {
        var usage = rusage()
        // 0 is RUSAGE_SELF, which C libraries declare in different types.
        _ = getrusage(.init(0), &usage)
        // Linux counts in KiB, macOS in bytes.
        #if os(Linux)
            return Int(usage.ru_maxrss) * 1024
        #else
            return Int(usage.ru_maxrss)
        #endif
    }
}
