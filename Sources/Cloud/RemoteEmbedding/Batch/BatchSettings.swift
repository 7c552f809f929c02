/// Where batch jobs read and write, as whom, and how long they are waited for.
public struct BatchSettings: Sendable, Hashable {
    /// The role that Bedrock takes on to read the input and write the output.
    public var role: String
    /// The bucket of inputs and job files.
    public var inputBucket: String
    /// The bucket of outputs.
    public var outputBucket: String
    /// The most records of one job.
    public var recordsPerJob = 50_000
    /// The most bytes of one input file.
    public var bytesPerJob = 1_000_000_000
    /// Between two questions how a job stands.
    public var pollInterval = Duration.seconds(60)
    /// How long a job is waited for from its submission, before it is stopped.
    public var maximumWait = Duration.seconds(7200)
    /// After so many hours a job expires by itself: 24 to 168.
    public var timeoutInHours = 24
    /// How many jobs may be unfinished at once; others wait here.
    public var unfinishedJobs = 10

    /// Settings of jobs in these buckets; the rest is the usual.
    public init(role: String, inputBucket: String, outputBucket: String) {
        self.role = role
        self.inputBucket = inputBucket
        self.outputBucket = outputBucket
    }
}
