// Shuts this process in: what Swift cannot call, since prctl(2) takes any number of arguments.
#pragma once

#include <stdint.h>

// How the network was taken away.
enum fdnix_sandbox_network {
    // It was not: the kernel does not allow the filter.
    FDNIX_SANDBOX_NETWORK_OPEN,
    // By a filter of system calls: none that makes a socket, runs a program or looks into another process.
    FDNIX_SANDBOX_NETWORK_FILTERED,
};

struct fdnix_sandbox_limits {
    // Bytes of address space; seconds of processor time. Zero leaves one as it is.
    uint64_t address_space, processor_seconds;
};

// Sets the limits, forbids dumps of memory and new privileges, makes the process end with its parent, and takes the network
// away for this thread and all that follow. For a process that has one thread. Says how far it came; -1 with errno where a
// limit cannot be set.
int fdnix_sandbox_enter(struct fdnix_sandbox_limits limits);

// pipe2(2) with both ends closed in programs that are started later: the reading end first.
int fdnix_sandbox_pipe(int ends[2]);
