public import Basics
public import JSON

/// What a run is asked to do: the input of the state machine, by itself or within what it knows of its execution.
public struct RunRequest: Sendable, Hashable {
    /// Whether everything that the run's model has stored is removed first.
    public var purgesData: Bool
    /// The key of the run's model; nil for the first configured one.
    public var modelKey: String?
    /// The run's name; nil where the input does not tell it.
    public var run: String?

    /// A run of a model.
    public init(purgesData: Bool = false, modelKey: String? = nil, run: String? = nil) {
        self.purgesData = purgesData
        self.modelKey = modelKey
        self.run = run
    }

    /// Reads `{"purge_data": …, "model_ref_key": …}`, or `{"Execution": {"Name": …, "Input": {…}}}` with that in it. Throws
    /// `malformedInput` where a value has another type than it should have.
    public init(_ json: JSONValue) throws(FdnixError) {
        guard json.object != nil else { throw Self.malformed("it is not an object") }
        let execution = json["Execution"]
        let input = execution?["Input"] ?? json
        let (purge, key) = (input["purge_data"] ?? .null, input["model_ref_key"] ?? .null)
        guard purge.isNull || purge.bool != nil else { throw Self.malformed("purge_data is neither true nor false") }
        guard key.isNull || key.string != nil else { throw Self.malformed("model_ref_key is not a text") }
        self.init(purgesData: purge.bool ?? false, modelKey: key.string, run: execution?["Name"]?.string)
    }

    private static func malformed(_ reason: String) -> FdnixError {
        FdnixError(.malformedInput, "the run's input cannot be used: \(reason)")
    }
}
