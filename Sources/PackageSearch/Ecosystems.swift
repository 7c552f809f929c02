import SearchIndex

/// Words that say which package set is meant: `python http client` asks for python's sets.
struct Ecosystems {
    private let index: SearchIndex
    /// Decided once a word, when first needed: a filter walks the index's sets.
    private let sets: [String: [String]] = [
        "python": ["pythonpackages"], "py": ["pythonpackages"], "python3": ["pythonpackages"],
        "vim": ["vimplugins"], "neovim": ["vimplugins"], "nvim": ["vimplugins"],
        "emacs": ["emacspackages", "emacs.pkgs", "emacspackages"], "perl": ["perlpackages"], "ruby": ["rubypackages"],
        "ocaml": ["ocamlpackages", "ocaml-ng.ocamlpackages"], "lua": ["luapackages", "luajitpackages"],
        "haskell": ["haskellpackages"], "r": ["rpackages"], "php": ["phppackages", "phpextensions", "php.extensions"],
        "node": ["nodepackages"], "nodejs": ["nodepackages"], "gnome": ["gnomeextensions"],
        "kde": ["kdepackages"], "plasma": ["kdepackages"], "vscode": ["vscode-extensions"], "tmux": ["tmuxplugins"],
        "coq": ["coqpackages"], "rocq": ["rocqpackages"], "agda": ["agdapackages"], "lisp": ["sbclpackages"],
        "fish": ["fishplugins"], "postgresql": ["postgresqlpackages"], "postgres": ["postgresqlpackages"],
        "kernel": ["linuxpackages"], "beam": ["beampackages"], "erlang": ["beampackages"], "elixir": ["beampackages"],
        "octave": ["octavepackages"], "julia": ["juliapackages"], "dotnet": ["dotnetcorepackages"],
        "texlive": ["texlivepackages"], "latex": ["texlivepackages"], "tex": ["texlivepackages"],
        "mpv": ["mpvscripts"], "obs": ["obs-studio-plugins"], "gimp": ["gimpplugins"], "xfce": ["xfce"],
        "cinnamon": ["cinnamon"], "mate": ["mate"], "terraform": ["terraform-providers"],
        "steampipe": ["steampipepackages"], "home-assistant": ["home-assistant-custom-components"],
        "hunspell": ["hunspelldicts"], "aspell": ["aspelldicts"], "fcitx": ["fcitx-engines"],
        "ibus": ["ibus-engines"], "zabbix": ["zabbix"], "gst": ["gst_all_"], "gstreamer": ["gst_all_"],
    ]

    init(_ index: SearchIndex) { self.index = index }

    /// A filter that passes the sets a query of two and more words speaks of, nil when it speaks of none.
    func preference(for query: Query) -> FacetFilter? {
        guard query.words.count > 1 else { return nil }
        let wanted = query.words.flatMap { sets[String(decoding: $0, as: UTF8.self)] ?? [] }
        guard !wanted.isEmpty else { return nil }
        return index.filter(.set) { wanted.contains(PackageSet.unversioned($0).lowercased()) }
    }
}
