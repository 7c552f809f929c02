import JSON

/// What a job of model calls is to do: read lines from one object, write lines to others.
public struct InvocationJobRequest: Sendable, Hashable {
    /// A name that no other job has: 1 to 63 letters, digits and hyphens.
    public var name: String
    /// Tells that a repeated request means the same job.
    public var token: String
    /// The role that Bedrock takes on to read and write.
    public var role: String
    /// The model that is called.
    public var model: String
    /// After so many hours the job expires: 24 to 168.
    public var timeoutInHours: Int
    /// Where the input is: `s3://bucket/key`.
    public var input: String
    /// Where the output goes: `s3://bucket/prefix/`.
    public var output: String

    /// A request with all that a job needs.
    public init(
        name: String, token: String, role: String, model: String, timeoutInHours: Int, input: String, output: String
    ) {
        self.name = name
        self.token = token
        self.role = role
        self.model = model
        self.timeoutInHours = timeoutInHours
        self.input = input
        self.output = output
    }

    var body: JSONValue {
        [
            "jobName": .string(name), "clientRequestToken": .string(token), "roleArn": .string(role),
            "modelId": .string(model), "timeoutDurationInHours": .integer(Int64(timeoutInHours)),
            "inputDataConfig": ["s3InputDataConfig": ["s3InputFormat": "JSONL", "s3Uri": .string(input)]],
            "outputDataConfig": ["s3OutputDataConfig": ["s3Uri": .string(output)]],
        ]
    }
}

/// A job of model calls, as the service tells it.
public struct InvocationJob: Sendable, Hashable {
    /// What other calls name it by.
    public var arn: String
    /// The name that it was given.
    public var name: String
    /// How far it is: `Submitted`, `InProgress`, `Completed` and others.
    public var status: String
    /// Why it is so, in the service's words; empty where it says nothing.
    public var message: String

    /// A job with what is known of it.
    public init(arn: String, name: String, status: String, message: String = "") {
        self.arn = arn
        self.name = name
        self.status = status
        self.message = message
    }

    init?(_ json: JSONValue) {
        guard let arn = json["jobArn"]?.string, let status = json["status"]?.string else { return nil }
        self.init(arn: arn, name: json["jobName"]?.string ?? "", status: status, message: json["message"]?.string ?? "")
    }
}
