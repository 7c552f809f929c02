/// How much of the machine the reading of one file may take.
public struct ReadingLimits: Sendable, Equatable {
    /// Bytes of address space, the program itself included, the file not.
    public var addressSpace = 2 << 30
    /// Seconds on a processor.
    public var processorSeconds = 300
    /// Seconds until something must have come from the reader, and between any two things that come.
    public var silence: Duration = .seconds(330)
    /// Bytes of text of all documents in the file.
    public var textBytes = 1 << 30
    /// Bytes of all pictures in the file.
    public var pictureBytes = 512 << 20

    /// Limits that real documents do not meet: of a long one, pages that would be read off their pictures beyond the time
    /// are left unread.
    public init() {}
}
