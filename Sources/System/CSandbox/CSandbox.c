#define _GNU_SOURCE  // pipe2
#include "CSandbox.h"

#include <errno.h>
#include <stddef.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

static int limit(int resource, uint64_t value) {
    struct rlimit now;
    if (getrlimit(resource, &now)) return -1;
    // A limit that is lower already stays.
    if (now.rlim_max != RLIM_INFINITY && value > now.rlim_max) value = now.rlim_max;
    struct rlimit then = {.rlim_cur = value, .rlim_max = value};
    return setrlimit(resource, &then);
}

#ifndef __has_feature
#define __has_feature(name) 0
#endif

static int limit_address_space(uint64_t bytes) {
    // A sanitizer's own memory takes terabytes of address space.
    if (__has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || !bytes) return 0;
    return limit(RLIMIT_AS, bytes);
}

#ifdef __linux__

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// Refuses one system call with "operation not permitted".
#define REFUSE(name)                                          \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##name, 0, 1),    \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

static int filter_calls(void) {
#ifdef ARCHITECTURE
    static struct sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
#ifdef __x86_64__
        // The x32 calls have numbers of their own.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
#endif
        REFUSE(socket),
        REFUSE(socketpair),
        REFUSE(connect),
        REFUSE(bind),
        REFUSE(execve),
        REFUSE(execveat),
        REFUSE(ptrace),
        REFUSE(process_vm_readv),
        REFUSE(process_vm_writev),
        REFUSE(pidfd_getfd),
        REFUSE(kill),
        REFUSE(bpf),
        REFUSE(io_uring_setup),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
#else
    return -1;
#endif
}

int fdnix_sandbox_enter(struct fdnix_sandbox_limits limits) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_DUMPABLE, 0);
    if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_FSIZE, 0) || limit_address_space(limits.address_space)) return -1;
    if (limits.processor_seconds && limit(RLIMIT_CPU, limits.processor_seconds)) return -1;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return FDNIX_SANDBOX_NETWORK_OPEN;
    return filter_calls() ? FDNIX_SANDBOX_NETWORK_OPEN : FDNIX_SANDBOX_NETWORK_FILTERED;
}

int fdnix_sandbox_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

#else

int fdnix_sandbox_enter(struct fdnix_sandbox_limits limits) {
    if (limit(RLIMIT_CORE, 0) || limit(RLIMIT_FSIZE, 0) || limit_address_space(limits.address_space)) return -1;
    if (limits.processor_seconds && limit(RLIMIT_CPU, limits.processor_seconds)) return -1;
    return FDNIX_SANDBOX_NETWORK_OPEN;
}

int fdnix_sandbox_pipe(int ends[2]) {
    if (pipe(ends)) return -1;
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return 0;
}

#endif
