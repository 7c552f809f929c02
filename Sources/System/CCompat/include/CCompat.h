#ifndef CCOMPAT_H
#define CCOMPAT_H

/// Linked for what it defines; nothing here is called by name.

#endif
