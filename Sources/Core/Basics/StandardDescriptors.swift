import Platform

/// Standard input, output and error, which whoever starts a program may have closed.
public enum StandardDescriptors {
    /// Opens `/dev/null` in place of those that are closed. Otherwise the next file or socket that the program opens gets their
    /// number, is read as input and written to as output. To be called first of all.
    public static func openClosed() {
        for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number is this one: those below it are open by now.
            _ = open("/dev/null", O_RDWR)
        }
    }
}
