public import Basics
import JSON

/// `latest.json`: which run readers should follow. It is moved last of all, in one write.
public struct LatestPointer: Sendable, Equatable {
    /// The name of the file, beside the run folders.
    public static let name = "latest.json"
    /// The most bytes that it may have.
    public static let sizeLimit = 4096
    /// The run whose folder holds a complete set.
    public var runID: String
    /// The key of its manifest. Readers that see the files elsewhere than the publisher find it by the run.
    public var manifestKey: String

    /// A pointer to a run.
    public init(runID: String, manifestKey: String) {
        self.runID = runID
        self.manifestKey = manifestKey
    }

    /// Reads the file. Throws `malformedInput` where it does not name a run.
    public init(_ text: [UInt8], from place: String) throws(FdnixError) {
        guard text.count <= Self.sizeLimit, let json = try? JSONValue.parse(text), let run = json["run_id"]?.string,
            RunID.isValid(run)
        else { throw FdnixError(.malformedInput, "\(place) does not name a run: is this a publication of fdnix?") }
        runID = run
        manifestKey = json["manifest_key"]?.string ?? ""
    }

    /// The file as JSON, with a line feed at its end.
    public var encoded: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("run_id", runID)
            json.member("manifest_key", manifestKey)
        }
        json.newline()
        return json.bytes
    }
}
