/// A line of text as the OCR gave it.
public struct LineRow: Sendable, Hashable {
    /// The line's number on its receipt.
    public var line: Int
    /// What is written there.
    public var text: String
    /// Where it is written.
    public var shape: Shape
    /// How sure the OCR was, above 0 and up to 1.
    public var confidence: Double
    /// Whether it says nothing worth finding; such a line is not embedded.
    public var isNoise: Bool

    /// A line; it is noise also where its text is.
    public init(line: Int, text: String, shape: Shape, confidence: Double, isNoise: Bool = false) {
        self.line = line
        self.text = text
        self.shape = shape
        self.confidence = confidence
        self.isNoise = isNoise || Noise.isNoise(text)
    }
}

/// A word of a line as the OCR gave it.
public struct WordRow: Sendable, Hashable {
    /// The number of the line that it stands in.
    public var line: Int
    /// The word's number in its line.
    public var word: Int
    /// What is written there.
    public var text: String
    /// Where it is written.
    public var shape: Shape
    /// How sure the OCR was, above 0 and up to 1.
    public var confidence: Double
    /// Whether it says nothing worth finding; such a word is not embedded, and still is its neighbours' neighbour.
    public var isNoise: Bool
    /// What was recognised in it.
    public var data: ExtractedData?

    /// A word; it is noise also where its text is.
    public init(
        line: Int, word: Int, text: String, shape: Shape, confidence: Double, isNoise: Bool = false,
        data: ExtractedData? = nil
    ) {
        self.line = line
        self.word = word
        self.text = text
        self.shape = shape
        self.confidence = confidence
        self.isNoise = isNoise || Noise.isNoise(text)
        self.data = data
    }
}

/// Something that was recognised in a word, with the whole value where the word is only a part of it.
public struct ExtractedData: Sendable, Hashable {
    /// What kind of thing it is: `phone`, `address`, `url`, `date` or another word.
    public var type: String
    /// The thing itself, as it is printed.
    public var value: String

    /// A thing of a type.
    public init(type: String, value: String) {
        self.type = type
        self.value = value
    }
}
