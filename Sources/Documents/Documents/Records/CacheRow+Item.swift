import Basics
import Tables

/// Rows as items of the table.
extension CacheRow {
    /// The value of every row's sort key.
    static let sortKey: AttributeValue = "metadata"

    /// The key of a document's row.
    static func key(of uri: String) -> ItemKey { ItemKey(.string("source_location#\(uri)"), sortKey) }

    /// The attributes by which rows are told apart; others are left as they are.
    static let attributeNames = [
        "FileURI", "ContentType", "ETag", "Size", "UpdatedAt", "IngestedAt", "UpdatedStatus", "SidecarETag",
        "Sequencer",
        "ClaimId", "ClaimRun", "LeaseUntil", "Attempts", "IngestedModels", "FailureStatus", "FailureReason",
    ]

    /// Reads an item; what is missing of a row that another program wrote counts as empty. Throws `corrupt` for an item
    /// that is not the row of a document.
    init(_ item: Item) throws(FdnixError) {
        guard let uri = item["FileURI"]?.string, let word = item["UpdatedStatus"]?.string else {
            throw FdnixError(
                .corrupt, "an item of the cache table is not a document's row: it has no FileURI or UpdatedStatus")
        }
        guard let status = Status(rawValue: word) else {
            throw FdnixError(
                .corrupt,
                "the row of \(uri.printable(onOneLine: true)) has the unknown status \(word.printable(onOneLine: true)); correct "
                    + "it, or delete the row")
        }
        self.init(
            uri: uri, contentType: item["ContentType"]?.string ?? "", etag: item["ETag"]?.string ?? "",
            size: item["Size"]?.int ?? 0, updatedAt: item["UpdatedAt"]?.int ?? 0, status: status)
        ingestedAt = item["IngestedAt"]?.int
        sidecarETag = item["SidecarETag"]?.string
        sequencer = item["Sequencer"]?.string
        claim = item["ClaimId"]?.string.map {
            Holder(id: $0, run: item["ClaimRun"]?.string ?? "", leaseUntil: item["LeaseUntil"]?.int ?? 0)
        }
        attempts = item["Attempts"]?.int ?? 0
        models = item["IngestedModels"]?.stringSet.map { Set($0) }
        failureStatus = item["FailureStatus"]?.string
        failureReason = item["FailureReason"]?.string
    }

    /// The attributes of the row, without those of the key.
    var attributes: Item {
        var item: Item = [
            "FileURI": .string(uri), "ContentType": .string(contentType), "ETag": .string(etag), "Size": .int(size),
            "UpdatedAt": .int(updatedAt), "UpdatedStatus": .string(status.rawValue), "Attempts": .int(attempts),
        ]
        item["IngestedAt"] = ingestedAt.map { .int($0) }
        item["SidecarETag"] = sidecarETag.map { .string($0) }
        item["Sequencer"] = sequencer.map { .string($0) }
        item["ClaimId"] = claim.map { .string($0.id) }
        item["ClaimRun"] = claim.map { .string($0.run) }
        item["LeaseUntil"] = claim.map { .int($0.leaseUntil) }
        // A set without members is not a value that tables take.
        item["IngestedModels"] = models.flatMap { $0.isEmpty ? nil : .stringSet($0.sorted()) }
        item["FailureStatus"] = failureStatus.map { .string($0) }
        item["FailureReason"] = failureReason.map { .string($0) }
        return item
    }
}

/// One row becoming another, as a write that happens only where the row is still the one that was read.
enum RowWrite {
    /// The write that turns `item`, which holds `row`, into `changed`; nil for nothing stands for no item.
    static func write(_ uri: String, from item: Item?, _ row: CacheRow?, to changed: CacheRow?) -> ItemWrite {
        let key = CacheRow.key(of: uri)
        guard let changed else { return .delete(key, if: condition(item)) }
        guard let row else {
            var made = changed.attributes
            (made["PK"], made["SK"]) = (key.partition, key.sort)
            return .put(made, if: condition(item))
        }
        let (old, new) = (row.attributes, changed.attributes)
        let updates = CacheRow.attributeNames.compactMap { name -> ItemUpdate? in
            guard old[name] != new[name] else { return nil }
            return new[name].map { .set(name, $0) } ?? .remove(name)
        }
        return .update(key, updates, if: condition(item))
    }

    /// That the item still says of the document what was read, or is still not there.
    private static func condition(_ item: Item?) -> ItemCondition {
        guard let item else { return .absent("PK") }
        return .all(CacheRow.attributeNames.map { name in item[name].map { .equal(name, $0) } ?? .absent(name) })
    }
}
