#include "CWeb.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char script[] = {
#embed "assets/app.js"
};
static const unsigned char style[] = {
#embed "assets/style.css"
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
    case fdnix_web_script: *size = sizeof script; return script;
    case fdnix_web_style: *size = sizeof style; return style;
    case fdnix_web_worker: *size = sizeof worker; return worker;
    case fdnix_web_manifest: *size = sizeof manifest; return manifest;
    case fdnix_web_icon: *size = sizeof icon; return icon;
    }
    *size = 0;
    return script;
}
