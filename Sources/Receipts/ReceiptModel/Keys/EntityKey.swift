public import Tables

/// What an item of the table is about, by its key alone: the grammar of the sort keys under `IMAGE#…`.
public enum EntityKey: Sendable, Hashable {
    /// The item of the receipt itself.
    case receipt(ReceiptKey)
    /// The receipt's merchant: `…#METADATA`.
    case merchant(ReceiptKey)
    /// A run that embedded the receipt: `…#COMPACTION_RUN#id`.
    case run(ReceiptKey, id: String)
    /// What a collection knows of the receipt where a server keeps it: `…#LEDGER#lines`.
    case ledger(ReceiptKey, CollectionName)
    /// A line of text: `…#LINE#00001`.
    case line(ReceiptKey, line: Int)
    /// A word of a line: `…#LINE#00001#WORD#00002`.
    case word(ReceiptKey, line: Int, word: Int)
    /// A label of a word: `…#WORD#00002#LABEL#TOTAL`; also one that is named like something else.
    case label(ReceiptKey, line: Int, word: Int, label: String)

    /// Reads the attributes `PK` and `SK`; nil for items of other kinds.
    public init?(_ keys: Item) {
        guard let partition = keys["PK"]?.string, let sort = keys["SK"]?.string else { return nil }
        self.init(partition: partition, sort: sort)
    }

    /// Reads a partition key and a sort key; nil for items of other kinds.
    public init?(partition: String, sort: String) {
        let parts = sort.split(separator: "#", omittingEmptySubsequences: false)
        guard partition.hasPrefix("IMAGE#"), parts.count >= 2, parts[0] == "RECEIPT",
            let number = Int(fiveDigits: parts[1]),
            let receipt = try? ReceiptKey(imageID: String(partition.dropFirst(6)), receiptID: number)
        else { return nil }
        switch (parts.count, parts.dropFirst(2).first) {
        case (2, _): self = .receipt(receipt)
        case (3, "METADATA"): self = .merchant(receipt)
        case (4, "COMPACTION_RUN") where !parts[3].isEmpty: self = .run(receipt, id: String(parts[3]))
        case (4, "LEDGER"):
            guard let collection = CollectionName(rawValue: String(parts[3])) else { return nil }
            self = .ledger(receipt, collection)
        case (4..., "LINE"):
            guard let line = Int(fiveDigits: parts[3]), let text = Self.text(receipt, line, parts.dropFirst(4)) else {
                return nil
            }
            self = text
        default: return nil
        }
    }

    private static func text(_ receipt: ReceiptKey, _ line: Int, _ parts: ArraySlice<Substring>) -> EntityKey? {
        guard let kind = parts.first else { return .line(receipt, line: line) }
        guard kind == "WORD", parts.count >= 2, let word = Int(fiveDigits: parts[parts.startIndex + 1]) else {
            return nil
        }
        let rest = parts.dropFirst(2)
        guard let kind = rest.first else { return .word(receipt, line: line, word: word) }
        let label = rest.dropFirst().joined(separator: "#")
        guard kind == "LABEL", !label.isEmpty else { return nil }
        return .label(receipt, line: line, word: word, label: label)
    }

    /// The receipt that the item belongs to.
    public var receipt: ReceiptKey {
        switch self {
        case .receipt(let receipt), .merchant(let receipt), .run(let receipt, _), .ledger(let receipt, _),
            .line(let receipt, _), .word(let receipt, _, _), .label(let receipt, _, _, _):
            receipt
        }
    }

    /// The item's sort key, as it is written.
    public var sort: String {
        switch self {
        case .receipt(let receipt): receipt.sortPrefix
        case .merchant(let receipt): "\(receipt.sortPrefix)#METADATA"
        case .run(let receipt, let id): "\(receipt.sortPrefix)#COMPACTION_RUN#\(id)"
        case .ledger(let receipt, let collection): "\(receipt.sortPrefix)#LEDGER#\(collection.rawValue)"
        case .line(let receipt, let line): "\(receipt.sortPrefix)#LINE#\(line.fiveDigits)"
        case .word(let receipt, let line, let word):
            "\(Self.line(receipt, line: line).sort)#WORD#\(word.fiveDigits)"
        case .label(let receipt, let line, let word, let label):
            "\(Self.word(receipt, line: line, word: word).sort)#LABEL#\(label)"
        }
    }

    /// The item's key in the table.
    public var itemKey: ItemKey { ItemKey(.string(receipt.partition), .string(sort)) }

    /// The id of the record that a line or word has in its collection; nil for everything else.
    public var recordID: String? {
        switch self {
        case .line, .word: "\(receipt.partition)#\(sort)"
        case .label(let receipt, let line, let word, _): EntityKey.word(receipt, line: line, word: word).recordID
        default: nil
        }
    }

    /// Reads the id of a record, `IMAGE#…#RECEIPT#00001#LINE#00002…`; nil for ids of another shape.
    public init?(recordID text: String) {
        guard text.utf8.count > 43, case let end = text.utf8.index(text.startIndex, offsetBy: 42),
            text.utf8[end] == 0x23,
            let key = EntityKey(partition: String(text[..<end]), sort: String(text[text.utf8.index(after: end)...]))
        else { return nil }
        switch key {
        case .line, .word: self = key
        default: return nil
        }
    }
}
