/// A key with its value in one call: what most objects are made of.
extension JSONWriter {
    /// Writes a member whose value is a string, `null` where there is none.
    public mutating func member(_ name: String, _ value: String?) {
        key(name)
        string(orNull: value)
    }

    /// Writes a member whose value is an integer.
    public mutating func member(_ name: String, _ value: some FixedWidthInteger) {
        key(name)
        integer(value)
    }

    /// Writes a member whose value is a number; `null` where JSON has no such number.
    public mutating func member(_ name: String, _ value: Double) {
        key(name)
        double(value)
    }

    /// Writes a member whose value is a number; `null` where JSON has no such number.
    public mutating func member(_ name: String, _ value: Float) {
        key(name)
        float(value)
    }

    /// Writes a member whose value is a flag, `null` where it is unknown.
    public mutating func member(_ name: String, _ value: Bool?) {
        key(name)
        bool(orNull: value)
    }

    /// Writes a member whose value is an array of strings.
    public mutating func member(_ name: String, _ values: [String]) {
        key(name)
        strings(values)
    }

    /// Writes a member whose value is any JSON value.
    public mutating func member(_ name: String, _ value: JSONValue) {
        key(name)
        self.value(value)
    }

    /// Writes a member whose value is `null`.
    public mutating func nullMember(_ name: String) {
        key(name)
        null()
    }

    /// Writes a member whose value is an object; `body` writes the object's members.
    public mutating func objectMember(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try object(body)
    }

    /// Writes a member whose value is an array; `body` writes the array's elements.
    public mutating func arrayMember(_ name: String, _ body: (inout JSONWriter) throws -> Void) rethrows {
        key(name)
        try array(body)
    }

    /// Writes a member whose value is JSON text already.
    public mutating func rawMember(_ name: String, _ json: some Sequence<UInt8>) {
        key(name)
        raw(json)
    }
}
