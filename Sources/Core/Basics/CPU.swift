import Platform

/// How many processors the machine has, for those who divide work between threads.
public enum CPU {
    /// How many are online, at least one: as many threads as can work at once.
    public static var count: Int { max(1, Int(clamping: sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
