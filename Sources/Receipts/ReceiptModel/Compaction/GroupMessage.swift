import Tables

/// One message of a group that is compacted together, by what it asks of the collection.
public struct GroupMessage: Sendable, Hashable {
    /// What is asked for.
    public enum Task: Sendable, Hashable {
        /// A run's bundle takes the place of the receipt's records.
        case merge(RunReference)
        /// A bundle's records take the places of those with the same ids.
        case upsert(prefix: String)
        /// The merchant's facts are written anew, after its item was written or removed.
        case merchant(ReceiptKey, isRemoval: Bool)
        /// A word's labels are written anew, after one was written or removed.
        case labels(ReceiptKey, line: Int, word: Int, isRemoval: Bool)
        /// A line or word is gone.
        case removal(EntityKey)
        /// A receipt is gone since some moment.
        case receiptRemoval(ReceiptKey, ReceiptTime)
    }

    /// Names the message in its queue's batch.
    public var id: String
    /// What is asked for.
    public var task: Task
    /// How often the message was received, this time included.
    public var receives: Int

    /// A message with a task.
    public init(id: String, task: Task, receives: Int = 1) {
        self.id = id
        self.task = task
        self.receives = receives
    }

    /// What a message of the queue asks for; nil where that is nothing, as the removal of a word in the queue of lines.
    public init?(id: String, _ message: CompactionMessage, receives: Int) {
        let task: Task
        switch message {
        case .delta(let prefix, _): task = .upsert(prefix: prefix)
        case .stream(let message):
            let isRemoval = message.event == .remove
            switch (message.entity, message.collection) {
            case (.run(let receipt, let id), let collection):
                let prefix = message.prefixes[collection] ?? CompactionRun.prefix(of: id, in: collection)
                task = .merge(RunReference(receipt: receipt, id: id, prefix: prefix))
            case (.merchant(let receipt), _): task = .merchant(receipt, isRemoval: isRemoval)
            case (.label(let receipt, let line, let word, _), .words):
                task = .labels(receipt, line: line, word: word, isRemoval: isRemoval)
            case (.line, .lines) where isRemoval, (.word, .words) where isRemoval: task = .removal(message.entity)
            case (.receipt(let receipt), _) where isRemoval: task = .receiptRemoval(receipt, message.time)
            default: return nil
            }
        }
        self.init(id: id, task: task, receives: receives)
    }

    /// The receipt that it concerns; nil for a bundle that may have records of any.
    public var receipt: ReceiptKey? {
        switch task {
        case .merge(let run): run.receipt
        case .upsert: nil
        case .merchant(let receipt, _), .labels(let receipt, _, _, _), .receiptRemoval(let receipt, _): receipt
        case .removal(let entity): entity.receipt
        }
    }

    /// The part of the work that it belongs to; nil for none.
    var part: GroupPlan.Part? {
        if case .upsert(let prefix) = task { .bundle(prefix: prefix) } else { receipt.map { .receipt($0) } }
    }

    /// Whether a run that is still to be merged would undo it, so that it has to wait.
    var waitsForRuns: Bool {
        switch task {
        case .removal, .merchant(_, isRemoval: true): true
        default: false
        }
    }
}

/// A run as a message names it, with where its bundle for the collection lies.
public struct RunReference: Sendable, Hashable {
    /// The receipt that was embedded.
    public var receipt: ReceiptKey
    /// The run's name, a UUID.
    public var id: String
    /// Where the bundle lies.
    public var prefix: String

    /// A run of a receipt.
    public init(receipt: ReceiptKey, id: String, prefix: String) {
        self.receipt = receipt
        self.id = id
        self.prefix = prefix
    }
}
