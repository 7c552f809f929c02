/// The form of the texts that are embedded. Vectors of different forms are never compared, so its name is kept with them.
public enum TextFormat {
    /// The name of the form that is written here.
    public static let tagged = "tagged-1"
    /// What stands where a word has no neighbour, and a line none above or below.
    public static let edge = "<EDGE>"

    /// The text that a word is embedded by: itself, where it stands, and what stands beside it.
    static func word(_ text: String, at centroid: Point, between left: String, and right: String) -> String {
        "\(target(text)) <POS>\(position(centroid))</POS> <CONTEXT>\(left) \(right)</CONTEXT>"
    }

    /// What the text of a word begins with: the word itself, wherever it stands. Words are looked for by it: in a place and
    /// between neighbours that nobody asked for, whatever stands there would be nearer than the same word elsewhere.
    public static func target(_ text: String) -> String { "<TARGET>\(text)</TARGET>" }

    /// Where a point lies, in thirds: `top-left`.
    static func position(_ point: Point) -> String {
        let vertical = point.y > 0.66 ? "top" : point.y > 0.33 ? "middle" : "bottom"
        let horizontal = point.x < 0.33 ? "left" : point.x < 0.66 ? "center" : "right"
        return "\(vertical)-\(horizontal)"
    }
}
