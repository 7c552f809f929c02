import JSON

/// The systems that nixpkgs names (`lib.systems.doubles.all`), each with what its patterns of platforms ask for.
enum KnownSystems {
    /// Their names, in nixpkgs' order.
    static let all = names.split(whereSeparator: \.isWhitespace).map(String.init)

    private static let names = """
        i686-cygwin x86_64-cygwin x86_64-darwin aarch64-darwin i686-freebsd x86_64-freebsd aarch64-freebsd
        aarch64-genode i686-genode x86_64-genode x86_64-solaris javascript-ghcjs aarch64-linux arc-linux armv5tel-linux
        armv6l-linux armv7a-linux armv7l-linux i686-linux loongarch64-linux m68k-linux sh4-linux microblaze-linux
        microblazeel-linux mips-linux mips64-linux mips64el-linux mipsel-linux powerpc-linux powerpc64-linux
        powerpc64le-linux riscv32-linux riscv64-linux s390-linux s390x-linux x86_64-linux mmix-mmixware aarch64-netbsd
        armv6l-netbsd armv7a-netbsd armv7l-netbsd i686-netbsd m68k-netbsd mipsel-netbsd powerpc-netbsd riscv32-netbsd
        riscv64-netbsd x86_64-netbsd aarch64_be-none aarch64-none arm-none armv6l-none avr-none i686-none
        microblaze-none microblazeel-none mips-none mips64-none msp430-none or1k-none m68k-none powerpc-none
        powerpcle-none riscv32-none riscv64-none rx-none s390-none s390x-none vc4-none x86_64-none i686-openbsd
        x86_64-openbsd x86_64-redox wasm64-wasi wasm32-wasi aarch64-windows x86_64-windows i686-windows aarch64-uefi
        x86_64-uefi
        """

    /// What each of them is, as nixpkgs' `lib.systems.elaborate` tells it.
    private static let platforms = all.compactMap { name in SystemTraits(name).map { (name: name, value: $0.platform) }
    }

    /// The systems that a pattern of `meta.platforms` matches, by the rule of `lib.meta.platformMatch`: an object with
    /// `parsed` is compared with the whole platform, any other with its `parsed`.
    static func matching(_ pattern: JSONObject) -> [String] {
        let whole = pattern["parsed"] == nil ? JSONObject([.init("parsed", .object(pattern))]) : pattern
        return platforms.filter { matches(whole, $0.value) }.map(\.name)
    }

    /// `lib.attrsets.matchAttrs`: every member of the pattern is in the value, objects by the same rule.
    private static func matches(_ pattern: JSONObject, _ value: JSONValue) -> Bool {
        pattern.members.allSatisfy { member in
            if isMark(member.key) { return true }
            guard let own = value[member.key] else { return false }
            guard case .object(let inner) = member.value else { return own == member.value }
            return own.object != nil && matches(inner, own)
        }
    }

    /// Members that say of what type an object is, not what is asked for.
    private static func isMark(_ key: String) -> Bool { key == "_type" || key == "assertions" }
}
