/// An attribute of an element. There is none that runs script or style, and the ones that lead somewhere take a `Link`.
struct Attribute: Sendable {
    enum Value: Sendable {
        case none, text(String), flag(Bool)
    }

    let name: StaticString
    /// The rest of a name in `data-` or `aria-`.
    var suffix: StaticString?
    let value: Value

    private init(_ name: StaticString, _ text: String?) {
        self.name = name
        value = text.map { .text($0) } ?? .none
    }

    private init(_ name: StaticString, isSet: Bool) {
        self.name = name
        value = .flag(isSet)
    }

    /// `data-…`, left out where nil.
    static func data(_ name: StaticString, _ value: String?) -> Attribute {
        var attribute = Attribute("data-", value)
        attribute.suffix = name
        return attribute
    }

    /// `aria-…`, left out where nil.
    static func aria(_ name: StaticString, _ value: String?) -> Attribute {
        var attribute = Attribute("aria-", value)
        attribute.suffix = name
        return attribute
    }

    static func href(_ link: Link) -> Attribute { Attribute("href", link.text) }
    static func src(_ link: Link) -> Attribute { Attribute("src", link.text) }
    static func action(_ link: Link) -> Attribute { Attribute("action", link.text) }
    static func formaction(_ link: Link) -> Attribute { Attribute("formaction", link.text) }

    static func `class`(_ value: String?) -> Attribute { Attribute("class", value) }
    static func id(_ value: String?) -> Attribute { Attribute("id", value) }
    static func name(_ value: String) -> Attribute { Attribute("name", value) }
    static func value(_ value: String) -> Attribute { Attribute("value", value) }
    static func type(_ value: String) -> Attribute { Attribute("type", value) }
    static func rel(_ value: String?) -> Attribute { Attribute("rel", value) }
    static func role(_ value: String) -> Attribute { Attribute("role", value) }
    static func lang(_ value: String) -> Attribute { Attribute("lang", value) }
    static func content(_ value: String) -> Attribute { Attribute("content", value) }
    static func charset(_ value: String) -> Attribute { Attribute("charset", value) }
    static func method(_ value: String) -> Attribute { Attribute("method", value) }
    static func `for`(_ value: String) -> Attribute { Attribute("for", value) }
    static func form(_ value: String) -> Attribute { Attribute("form", value) }
    static func placeholder(_ value: String) -> Attribute { Attribute("placeholder", value) }
    static func title(_ value: String?) -> Attribute { Attribute("title", value) }
    static func scope(_ value: String) -> Attribute { Attribute("scope", value) }
    static func tabindex(_ value: Int) -> Attribute { Attribute("tabindex", String(value)) }
    static func start(_ value: Int?) -> Attribute { Attribute("start", value.map { String($0) }) }
    static func maxlength(_ value: Int) -> Attribute { Attribute("maxlength", String(value)) }
    static func autocomplete(_ value: String) -> Attribute { Attribute("autocomplete", value) }
    static func autocapitalize(_ value: String) -> Attribute { Attribute("autocapitalize", value) }
    static func spellcheck(_ value: String) -> Attribute { Attribute("spellcheck", value) }
    static func enterkeyhint(_ value: String) -> Attribute { Attribute("enterkeyhint", value) }
    static func autofocus(_ isSet: Bool) -> Attribute { Attribute("autofocus", isSet: isSet) }
    static func checked(_ isSet: Bool) -> Attribute { Attribute("checked", isSet: isSet) }
    static func open(_ isSet: Bool) -> Attribute { Attribute("open", isSet: isSet) }
    static func hidden(_ isSet: Bool) -> Attribute { Attribute("hidden", isSet: isSet) }
}
