import Basics

/// Reads pages: by gumbo, and by libxml2 where gumbo exceeds its limits.
enum HTMLParsing {
    /// The text of a page in valid UTF-8. Throws `malformedInput` where neither parser can read it within `limits`, and
    /// `notFound` where the system lacks one.
    static func text(_ bytes: UnsafeRawBufferPointer, _ limits: HTMLLimits = HTMLLimits()) throws -> PageText {
        do {
            return try GumboPage(bytes, limits).text()
        } catch is GumboPage.Excess {
            return try LenientPage.text(bytes, limits)
        }
    }
}
