extension Category {
    /// What a package set is for, whatever its version: `phpExtensions` of `php84Extensions`.
    static func purpose(ofSet segment: String) -> Category? {
        purposesOfSets[String(segment.prefix { $0 != "_" }.filter { !$0.isNumber })]
    }

    /// Sets whose packages lie where no directory tells. Those that hold all kinds of things are left out.
    private static let purposesOfSets: [String: Category] = [
        "ankiAddons": .office, "azure-cli-extensions": .networking, "coqPackages": .science,
        "darwin": .system, "dartHooks": .tools, "deadbeefPlugins": .multimedia, "dotnetPackages": .libraries,
        "dprint-plugins": .tools, "driversiLinux": .system, "fedora-backgrounds": .themes, "fishPlugins": .tools,
        "gaugePlugins": .tools, "gimpPlugins": .graphics, "gnomeExtensions": .system, "hunspellDicts": .office,
        "hunspellDictsChromium": .office, "hyprlandPlugins": .system, "inkscape-extensions": .graphics,
        "itgmaniaPackages": .games, "kakounePlugins": .editors, "kodiPackages": .multimedia, "libretro": .games,
        "linuxKernel": .system, "linuxPackages": .system, "lixPackageSets": .tools, "llvmPackages": .compilers,
        "matrix-synapse-plugins": .servers, "minecraftServers": .games, "mopidyPackages": .multimedia,
        "mpvScripts": .multimedia, "netboxPlugins": .servers, "nixos-artwork": .themes, "nushellPlugins": .tools,
        "obs-studio-plugins": .multimedia, "openlilylib-fonts": .fonts, "phpExtensions": .libraries,
        "rocqPackages": .science, "rxvt-unicode-plugins": .tools, "selinuxPackages": .security,
        "tmuxPlugins": .tools, "tree-sitter-grammars": .libraries, "typstPackages": .office, "unixtools": .tools,
        "vdrPlugins": .multimedia, "vimPlugins": .editors, "winePackages": .system, "wineWowPackages": .system,
        "yaziPlugins": .tools, "zathuraPkgs": .office,
    ]
}
