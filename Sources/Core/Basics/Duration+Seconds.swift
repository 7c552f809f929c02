extension Duration {
    /// The length in seconds, with its fraction, as exactly as a double can say it.
    public var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
