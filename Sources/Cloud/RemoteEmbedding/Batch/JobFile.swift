import Basics
import JSON

/// What is kept of a job until its output is harvested: enough to go on after a kill at any point.
///
/// It is written before the job is created, so that no job runs that nobody knows of, and again with its ARN after.
struct JobFile: Sendable, Hashable {
    var keys: BatchKeys
    /// Nil as long as nobody knows whether the job was created.
    var arn: String?
    /// The last status that was worth writing down.
    var status: String
    var modelID: String
    var dimension: Int
    var templateVersion: Int
    /// In seconds since 1970.
    var submitted: Int
    var records: Int
    var isHarvested = false

    /// The status of a job that is ready to be created.
    static let prepared = "Prepared"

    var json: JSONValue {
        [
            "job_id": .string(keys.id), "job_arn": arn.map(JSONValue.string) ?? .null, "status": .string(status),
            "model_id": .string(modelID), "dimensions": .integer(Int64(dimension)),
            "template_version": .integer(Int64(templateVersion)), "submitted_at": .integer(Int64(submitted)),
            "record_count": .integer(Int64(records)), "harvested": .bool(isHarvested),
        ]
    }
}

extension JobFile {
    /// Reads a job file; throws `corrupt` where it is not one.
    init(_ bytes: [UInt8], keys: BatchKeys) throws {
        let json: JSONValue
        do { json = try JSONValue.parse(bytes) } catch {
            throw FdnixError(.corrupt, "\(keys.job) is not a job file", underlying: error)
        }
        guard json["job_id"]?.string == keys.id, let status = json["status"]?.string,
            let modelID = json["model_id"]?.string, let dimension = json["dimensions"]?.int,
            let templateVersion = json["template_version"]?.int, let submitted = json["submitted_at"]?.int,
            let records = json["record_count"]?.int, let isHarvested = json["harvested"]?.bool,
            (1...65_536).contains(dimension), (0...Int64(Int32.max)).contains(records)
        else { throw FdnixError(.corrupt, "\(keys.job) is not a job file: it lacks what each has") }
        self.init(
            keys: keys, arn: json["job_arn"]?.string, status: status, modelID: modelID, dimension: Int(dimension),
            templateVersion: Int(templateVersion), submitted: Int(submitted), records: Int(records),
            isHarvested: isHarvested)
    }
}
