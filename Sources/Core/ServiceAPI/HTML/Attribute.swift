/// An attribute of an element. There is none that runs script or style, and the ones that lead somewhere take a `Link`.
package struct Attribute: Sendable {
    package enum Value: Sendable {
        case none, text(String), flag(Bool)
    }

    package let name: StaticString
    /// The rest of a name in `data-` or `aria-`.
    package var suffix: StaticString?
    package let value: Value

    private init(_ name: StaticString, _ text: String?) {
        self.name = name
        value = text.map { .text($0) } ?? .none
    }

    private init(_ name: StaticString, isSet: Bool) {
        self.name = name
        value = .flag(isSet)
    }

    /// `data-…`, left out where nil.
    package static func data(_ name: StaticString, _ value: String?) -> Attribute {
        var attribute = Attribute("data-", value)
        attribute.suffix = name
        return attribute
    }

    /// `aria-…`, left out where nil.
    package static func aria(_ name: StaticString, _ value: String?) -> Attribute {
        var attribute = Attribute("aria-", value)
        attribute.suffix = name
        return attribute
    }

    package static func href(_ link: Link) -> Attribute { Attribute("href", link.text) }
    package static func src(_ link: Link) -> Attribute { Attribute("src", link.text) }
    package static func action(_ link: Link) -> Attribute { Attribute("action", link.text) }
    package static func formaction(_ link: Link) -> Attribute { Attribute("formaction", link.text) }

    package static func `class`(_ value: String?) -> Attribute { Attribute("class", value) }
    package static func id(_ value: String?) -> Attribute { Attribute("id", value) }
    package static func name(_ value: String) -> Attribute { Attribute("name", value) }
    package static func value(_ value: String) -> Attribute { Attribute("value", value) }
    package static func type(_ value: String) -> Attribute { Attribute("type", value) }
    package static func rel(_ value: String?) -> Attribute { Attribute("rel", value) }
    package static func role(_ value: String) -> Attribute { Attribute("role", value) }
    package static func lang(_ value: String) -> Attribute { Attribute("lang", value) }
    package static func content(_ value: String) -> Attribute { Attribute("content", value) }
    package static func charset(_ value: String) -> Attribute { Attribute("charset", value) }
    package static func method(_ value: String) -> Attribute { Attribute("method", value) }
    package static func `for`(_ value: String) -> Attribute { Attribute("for", value) }
    package static func form(_ value: String) -> Attribute { Attribute("form", value) }
    package static func placeholder(_ value: String) -> Attribute { Attribute("placeholder", value) }
    package static func title(_ value: String?) -> Attribute { Attribute("title", value) }
    package static func scope(_ value: String) -> Attribute { Attribute("scope", value) }
    package static func tabindex(_ value: Int) -> Attribute { Attribute("tabindex", String(value)) }
    package static func start(_ value: Int?) -> Attribute { Attribute("start", value.map { String($0) }) }
    package static func maxlength(_ value: Int) -> Attribute { Attribute("maxlength", String(value)) }
    package static func autocomplete(_ value: String) -> Attribute { Attribute("autocomplete", value) }
    package static func autocapitalize(_ value: String) -> Attribute { Attribute("autocapitalize", value) }
    package static func spellcheck(_ value: String) -> Attribute { Attribute("spellcheck", value) }
    package static func enterkeyhint(_ value: String) -> Attribute { Attribute("enterkeyhint", value) }
    package static func autofocus(_ isSet: Bool) -> Attribute { Attribute("autofocus", isSet: isSet) }
    package static func selected(_ isSet: Bool) -> Attribute { Attribute("selected", isSet: isSet) }
    package static func checked(_ isSet: Bool) -> Attribute { Attribute("checked", isSet: isSet) }
    package static func open(_ isSet: Bool) -> Attribute { Attribute("open", isSet: isSet) }
    package static func hidden(_ isSet: Bool) -> Attribute { Attribute("hidden", isSet: isSet) }
}
