import JSON

/// A record with the text that its vector is made of.
public struct EmbeddableRecord: Sendable, Equatable {
    /// What the collection keeps.
    public var record: Record
    /// What is sent to the model.
    public var text: String
}

/// The records of a receipt: one for each line and each word that is not noise.
public struct ReceiptRecords: Sendable {
    private let rows: ReceiptRows
    private let words: [Int: [WordRow]]
    private let neighbours: [Neighbours.Pair]

    /// Looks at all rows, noise too, for what stands beside what.
    public init(_ rows: ReceiptRows) {
        self.rows = rows
        words = Dictionary(grouping: rows.words, by: \.line).mapValues { $0.sorted { $0.word < $1.word } }
        neighbours = Neighbours(rows.words).pairs
        address = StreetAddress.ofReceipt(rows.words.values(of: "address"))
    }

    /// The receipt's address, from all that was recognised as a part of one; nil where nothing was.
    public let address: String?

    /// The lines' records from top to bottom; `merchant` is the shop's name, empty where it is not known.
    public func lines(merchant: String) -> [EmbeddableRecord] {
        let ordered = rows.linesFromTop
        return ordered.indices.filter { !ordered[$0].isNoise }.map { index in
            let line = ordered[index]
            let words = self.words[line.line] ?? []
            var metadata = common(.line, line.line, line.text, line.confidence, merchant)
            let sum = words.reduce(0) { $0 + $1.confidence }
            metadata["avg_word_confidence"] = .double(words.isEmpty ? line.confidence : sum / Double(words.count))
            metadata["prev_line"] = .string(index > 0 ? ordered[index - 1].text : TextFormat.edge)
            metadata["next_line"] = .string(index + 1 < ordered.count ? ordered[index + 1].text : TextFormat.edge)
            add(line.shape, at: line.shape.box.origin, to: &metadata)
            addAnchors(of: words, to: &metadata)
            let id = "\(rows.receipt.recordPrefix)#LINE#\(line.line.fiveDigits)"
            return EmbeddableRecord(record: Record(id: id, document: line.text, metadata: metadata), text: line.text)
        }
    }

    /// The words' records in the order of the rows; `merchant` is the shop's name, empty where it is not known.
    public func words(merchant: String) -> [EmbeddableRecord] {
        rows.words.indices.filter { !rows.words[$0].isNoise }.map { index in
            let word = rows.words[index]
            let left = neighbours[index].left.map { rows.words[$0].text } ?? TextFormat.edge
            let right = neighbours[index].right.map { rows.words[$0].text } ?? TextFormat.edge
            let centroid = word.shape.centroid
            var metadata = common(.word, word.line, word.text, word.confidence, merchant)
            metadata["word_id"] = .integer(Int64(word.word))
            metadata["left"] = .string(left)
            metadata["right"] = .string(right)
            metadata["label_status"] = "unvalidated"
            metadata["validated_labels"] = ""
            metadata["invalid_labels"] = ""
            add(word.shape, at: centroid, to: &metadata)
            addAnchors(of: [word], to: &metadata)
            let id = "\(rows.receipt.recordPrefix)#LINE#\(word.line.fiveDigits)#WORD#\(word.word.fiveDigits)"
            return EmbeddableRecord(
                record: Record(id: id, document: word.text, metadata: metadata),
                text: TextFormat.word(word.text, at: centroid, between: left, and: right))
        }
    }

    private enum Kind: String {
        case line, word
    }

    private func common(
        _ kind: Kind, _ line: Int, _ text: String, _ confidence: Double, _ merchant: String
    ) -> [String: JSONValue] {
        [
            "image_id": .string(rows.receipt.imageID), "receipt_id": .integer(Int64(rows.receipt.receiptID)),
            "line_id": .integer(Int64(line)), "text": .string(text), "confidence": .double(confidence),
            "merchant_name": .string(merchant), "source": "openai_embedding_batch",
            "embedding_type": .string(kind.rawValue),
        ]
    }

    private func add(_ shape: Shape, at point: Point, to metadata: inout [String: JSONValue]) {
        metadata["x"] = .double(point.x)
        metadata["y"] = .double(point.y)
        metadata["width"] = .double(shape.box.width)
        metadata["height"] = .double(shape.box.height)
    }

    /// What the words have in common with other receipts of the same shop.
    private func addAnchors(of words: [WordRow], to metadata: inout [String: JSONValue]) {
        if let phone = words.values(of: "phone").lazy.compactMap(PhoneNumber.normalized).first {
            metadata["normalized_phone_10"] = .string(phone)
        }
        if let url = words.values(of: "url").lazy.compactMap(WebAddress.normalized).first {
            metadata["normalized_url"] = .string(url)
        }
        if !words.values(of: "address").isEmpty, let address { metadata["normalized_full_address"] = .string(address) }
    }
}

extension Sequence<WordRow> {
    /// What was recognised of one kind, in the words' order.
    func values(of type: String) -> [String] { compactMap { $0.data?.type == type ? $0.data?.value : nil } }
}

extension ReceiptRows {
    /// The lines as they are read: by falling centroid, then from the left.
    var linesFromTop: [LineRow] {
        let centres = lines.map(\.shape.centroid)
        let order = lines.indices.sorted { left, right in
            (centres[right].y, centres[left].x, lines[left].line) < (
                centres[left].y, centres[right].x, lines[right].line
            )
        }
        return order.map { lines[$0] }
    }
}
