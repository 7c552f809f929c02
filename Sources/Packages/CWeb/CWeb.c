#include "CWeb.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char theme[] = {
#embed "assets/theme.js"
};
// One module of several files: they share its scope, and a page loads it in one request without a build step.
static const unsigned char script[] = {
#embed "assets/app/dom.js"
    ,
#embed "assets/app/nix.js"
    ,
#embed "assets/app/state.js"
    ,
#embed "assets/app/results.js"
    ,
#embed "assets/app/facets.js"
    ,
#embed "assets/app/blocks.js"
    ,
#embed "assets/app/markdown.js"
    ,
#embed "assets/app/detail.js"
    ,
#embed "assets/app/picks.js"
    ,
#embed "assets/app/keep.js"
    ,
#embed "assets/app/search.js"
    ,
#embed "assets/app/keys.js"
    ,
#embed "assets/app/main.js"
};
static const unsigned char style[] = {
#embed "assets/style/base.css"
    ,
#embed "assets/style/layout.css"
    ,
#embed "assets/style/results.css"
    ,
#embed "assets/style/package.css"
};
static const unsigned char worker[] = {
#embed "assets/worker.js"
};
static const unsigned char manifest[] = {
#embed "assets/manifest.webmanifest"
};
static const unsigned char icon[] = {
#embed "assets/icon.svg"
};

const unsigned char *fdnix_web(fdnix_web_file file, size_t *size) {
    switch (file) {
    case fdnix_web_theme: *size = sizeof theme; return theme;
    case fdnix_web_script: *size = sizeof script; return script;
    case fdnix_web_style: *size = sizeof style; return style;
    case fdnix_web_worker: *size = sizeof worker; return worker;
    case fdnix_web_manifest: *size = sizeof manifest; return manifest;
    case fdnix_web_icon: *size = sizeof icon; return icon;
    }
    *size = 0;
    return script;
}
