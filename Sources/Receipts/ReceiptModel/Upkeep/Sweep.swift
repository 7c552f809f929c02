import Tables

/// What was forgotten on the way, and is sent again.
public enum Sweep {
    /// How far back runs are looked at, in minutes: 28 days, two less than bundles are kept.
    public static let horizon = 28 * 24 * 60
    /// No message waits for a run that is older, in minutes: nobody asks for it any more, and its bundle is gone.
    static let abandonment = 35 * 24 * 60

    /// The collections of a run that nobody has come to an end with for `staleMinutes`.
    public static func stale(_ run: CompactionRun, staleMinutes: Int, now: ReceiptTime) -> [CollectionName] {
        guard run.created >= now.adding(minutes: -horizon) else { return [] }
        return CollectionName.allCases.filter { collection in
            let progress = run[collection]
            let since = max(run.created, progress.started ?? run.created)
            return progress.state.isOpen && since.adding(minutes: staleMinutes) < now
        }
    }

    /// The message that a collection gets again, the same each time.
    public static func message(
        _ run: CompactionRun, _ collection: CollectionName, region: String, now: ReceiptTime
    ) -> StreamMessage {
        var message = StreamMessage(
            .run(run.receipt, id: run.id), event: .insert, time: now,
            recordID: "sweep:\(run.id):\(collection.rawValue)", region: region, collection: collection)
        for each in CollectionName.allCases {
            message.prefixes[each] = run[each].prefix ?? CompactionRun.prefix(of: run.id, in: each)
        }
        return message
    }

    /// What asks for a receipt anew whose bundle is gone. The token names the run that is given up, so that asking twice gives
    /// one new run.
    public static func rebuild(_ run: CompactionRun, bucket: String) -> EmbedMessage {
        EmbedMessage(run.receipt, bucket: bucket, token: "sweep:\(run.id)")
    }

    /// Whether a file of lines of an age should have a run by now, and is not too old to ask.
    public static func isDue(created: ReceiptTime, now: ReceiptTime) -> Bool {
        created.adding(minutes: 15) <= now && created.adding(minutes: 7 * 24 * 60) >= now
    }
}
