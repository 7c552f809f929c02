/// A place on the receipt, in parts of its width and height; the origin is at the bottom left, and y grows upwards.
public struct Point: Sendable, Hashable {
    /// How far it is from the left edge.
    public var x: Double
    /// How far it is from the bottom edge.
    public var y: Double

    /// A place by its two coordinates.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }
}

/// An upright rectangle; its origin is its lower left corner.
public struct Box: Sendable, Hashable {
    /// The lower left corner.
    public var origin: Point
    /// How wide it is, in parts of the receipt's width.
    public var width: Double
    /// How high it is, in parts of the receipt's height.
    public var height: Double

    /// A rectangle by its lower left corner and its extent.
    public init(origin: Point, width: Double, height: Double) {
        self.origin = origin
        self.width = width
        self.height = height
    }
}

/// Where a line or word stands: the four corners, which may be turned, and an upright box around them.
public struct Shape: Sendable, Hashable {
    /// The upright box around the text.
    public var box: Box
    /// The corners of the text, which is read from left to right.
    public var topLeft, topRight, bottomLeft, bottomRight: Point

    /// A place by box and corners.
    public init(box: Box, topLeft: Point, topRight: Point, bottomLeft: Point, bottomRight: Point) {
        self.box = box
        self.topLeft = topLeft
        self.topRight = topRight
        self.bottomLeft = bottomLeft
        self.bottomRight = bottomRight
    }

    /// The mean of the corners, added in this order, so that everyone rounds alike.
    public var centroid: Point {
        Point(
            x: ((topLeft.x + topRight.x) + bottomLeft.x + bottomRight.x) / 4,
            y: ((topLeft.y + topRight.y) + bottomLeft.y + bottomRight.y) / 4)
    }
}
