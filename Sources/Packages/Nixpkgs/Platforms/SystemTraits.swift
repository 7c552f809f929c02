import JSON

/// What nixpkgs' `lib/systems/parse.nix` makes of the name of a system: its machine, kernel, vendor and binary interface.
struct SystemTraits {
    private let name: String
    private let machine: Machine
    private let kernel: Kernel
    private let abi: String

    /// A machine: bits, byte order, family; version and architecture where nixpkgs states them.
    private struct Machine {
        let name: String
        let bits: Int64
        let isBigEndian: Bool?
        let family: String
        var version: String?
        var architecture: String?
    }

    /// A kernel: the format of its programs, the family it is of.
    private struct Kernel {
        let name: String
        let format: String
        let family: String?
    }

    /// Reads the name of a system, such as `aarch64-linux`; nil for a machine or a kernel that is not in the tables.
    init?(_ name: String) {
        let parts = name.split(separator: "-", maxSplits: 1).map(String.init)
        guard parts.count == 2, let machine = Self.machine(parts[0]), let kernel = Self.kernel(parts[1]) else {
            return nil
        }
        (self.name, self.machine, self.kernel) = (name, machine, kernel)
        abi = Self.abi(machine, kernel)
    }

    private static func abi(_ machine: Machine, _ kernel: Kernel) -> String {
        switch (kernel.name, machine.family, machine.bits) {
        case ("linux", "arm", 32): (machine.version ?? "0") >= "6" ? "gnueabihf" : "gnueabi"
        case ("linux", "power", 64) where machine.isBigEndian == true: "gnuabielfv2"
        case ("linux", _, _): "gnu"
        case ("windows", _, _): "msvc"
        default: "unknown"
        }
    }

    private var vendor: String {
        switch kernel.name {
        case "darwin": "apple"
        case "windows", "cygwin": "pc"
        default: "unknown"
        }
    }

    /// The platform as patterns see it: `parsed`, `system`, `config` and the predicates `isLinux`, `is64bit` and so on.
    var platform: JSONValue {
        var members = JSONObject([
            .init("system", .string(name)),
            .init("config", .string("\(machine.name)-\(vendor)-\(kernel.name)" + (abi == "unknown" ? "" : "-\(abi)"))),
            .init("parsed", parsed),
        ])
        for (name, holds) in predicates { members[name] = .bool(holds) }
        return .object(members)
    }

    private var parsed: JSONValue {
        var cpu: JSONObject = [
            "name": .string(machine.name), "bits": .integer(machine.bits), "family": .string(machine.family),
        ]
        if let isBig = machine.isBigEndian {
            cpu["significantByte"] = ["name": .string(isBig ? "bigEndian" : "littleEndian")]
        }
        if let version = machine.version { cpu["version"] = .string(version) }
        if let architecture = machine.architecture { cpu["arch"] = .string(architecture) }
        let families = kernel.family.map { JSONObject([.init($0, ["name": .string($0)])]) } ?? [:]
        return [
            "cpu": .object(cpu), "vendor": ["name": .string(vendor)],
            "kernel": [
                "name": .string(kernel.name), "execFormat": ["name": .string(kernel.format)],
                "families": .object(families),
            ],
            "abi": .object(abiMembers),
        ]
    }

    private var abiMembers: JSONObject {
        var members: JSONObject = ["name": .string(abi)]
        switch abi {
        case "gnueabi": (members["eabi"], members["float"]) = (true, "soft")
        case "gnueabihf": (members["eabi"], members["float"]) = (true, "hard")
        case "gnuabielfv2": members["abi"] = "elfv2"
        default: break
        }
        return members
    }

    /// The predicates of `lib.systems.inspect` that the tables can answer.
    private var predicates: [(String, Bool)] {
        let (is32, is64) = (machine.bits == 32, machine.bits == 64)
        func family(_ name: String) -> Bool { machine.family == name }
        func runs(_ name: String) -> Bool { kernel.name == name }
        let isBSD = kernel.family == "bsd"
        return [
            ("is32bit", is32), ("is64bit", is64), ("isBigEndian", machine.isBigEndian == true),
            ("isLittleEndian", machine.isBigEndian == false), ("isx86", family("x86")),
            ("isx86_32", family("x86") && is32), ("isi686", machine.name == "i686"),
            ("isx86_64", family("x86") && is64), ("isAarch", family("arm")), ("isAarch32", family("arm") && is32),
            ("isAarch64", family("arm") && is64), ("isArmv7", machine.version == "7"), ("isMips", family("mips")),
            ("isMips32", family("mips") && is32), ("isMips64", family("mips") && is64), ("isPower", family("power")),
            ("isPower64", family("power") && is64), ("isRiscV", family("riscv")),
            ("isRiscV32", family("riscv") && is32), ("isRiscV64", family("riscv") && is64),
            ("isS390", family("s390")), ("isS390x", family("s390") && is64),
            ("isLoongArch64", family("loongarch") && is64), ("isWasm", family("wasm")),
            ("isMicroBlaze", family("microblaze")), ("isMmix", family("mmix")), ("isM68k", family("m68k")),
            ("isOr1k", family("or1k")), ("isAvr", family("avr")), ("isMsp430", family("msp430")),
            ("isVc4", family("vc4")), ("isRx", family("rx")), ("isJavaScript", family("javascript")),
            ("isSparc", false), ("isAlpha", false), ("isBSD", isBSD), ("isDarwin", runs("darwin")),
            ("isMacOS", runs("darwin")), ("isiOS", false), ("isLinux", runs("linux")), ("isSunOS", runs("solaris")),
            ("isFreeBSD", runs("freebsd")), ("isNetBSD", runs("netbsd")), ("isOpenBSD", runs("openbsd")),
            ("isWindows", runs("windows")), ("isCygwin", runs("cygwin")), ("isWasi", runs("wasi")),
            ("isRedox", runs("redox")), ("isGhcjs", runs("ghcjs")), ("isGenode", runs("genode")),
            ("isNone", runs("none")), ("isUefi", runs("uefi")),
            ("isUnix", isBSD || ["darwin", "linux", "solaris", "cygwin", "redox"].contains(kernel.name)),
            ("isElf", kernel.format == "elf"), ("isMacho", kernel.format == "macho"),
            ("isGnu", abi.hasPrefix("gnu")), ("isMusl", false), ("isUClibc", false), ("isAndroid", false),
            ("isMinGW", false), ("isMsvc", abi == "msvc"), ("isStatic", false),
        ]
    }

    // MARK: Tables

    private static func machine(_ name: String) -> Machine? {
        machines.first { $0.name == name }
    }

    private static func kernel(_ name: String) -> Kernel? {
        kernels.first { $0.name == name }
    }

    /// Name, bits, byte order (`-` where there is none), family, and for some version and architecture.
    private static let machines: [Machine] = table(
        """
        i686 32 little x86 - i686; x86_64 64 little x86 - x86-64; aarch64 64 little arm 8 armv8-a
        aarch64_be 64 big arm 8 armv8-a; arm 32 little arm; armv5tel 32 little arm 5 armv5t
        armv6l 32 little arm 6 armv6; armv7a 32 little arm 7 armv7-a; armv7l 32 little arm 7 armv7
        javascript 32 little javascript; arc 32 little arc; loongarch64 64 little loongarch; m68k 32 big m68k
        sh4 32 little sh; microblaze 32 big microblaze; microblazeel 32 little microblaze; mips 32 big mips
        mipsel 32 little mips; mips64 64 big mips; mips64el 64 little mips; powerpc 32 big power
        powerpcle 32 little power; powerpc64 64 big power; powerpc64le 64 little power; riscv32 32 little riscv
        riscv64 64 little riscv; s390 32 big s390; s390x 64 big s390; mmix 64 big mmix; avr 8 - avr
        msp430 16 little msp430; or1k 32 big or1k; rx 32 little rx; vc4 32 little vc4; wasm32 32 little wasm
        wasm64 64 little wasm
        """
    ).compactMap { row in
        guard row.count >= 4, let bits = Int64(row[1]) else { return nil }
        return Machine(
            name: row[0], bits: bits, isBigEndian: row[2] == "-" ? nil : row[2] == "big", family: row[3],
            version: row.count > 4 && row[4] != "-" ? row[4] : nil, architecture: row.count > 5 ? row[5] : nil)
    }

    /// Name, format of programs, and family of the kernels that are of one.
    private static let kernels: [Kernel] = table(
        """
        cygwin pe; darwin macho darwin; freebsd elf bsd; genode elf; ghcjs unknown; linux elf; mmixware unknown
        netbsd elf bsd; none unknown; openbsd elf bsd; redox elf; solaris elf; uefi pe; wasi wasm; windows pe
        """
    ).compactMap { row in
        row.count >= 2 ? Kernel(name: row[0], format: row[1], family: row.count > 2 ? row[2] : nil) : nil
    }

    private static func table(_ text: String) -> [[String]] {
        text.split { $0 == "\n" || $0 == ";" }.map { $0.split(separator: " ").map(String.init) }
    }
}
