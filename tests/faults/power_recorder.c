/* Writes down every change a process makes to the files of one folder, in one order for all its
 * processes, so that a disk can be made from it as a power cut may leave one.
 *
 * Loaded with LD_PRELOAD under real programs (SQLite in a desk, PostgreSQL). RECORDED_FOLDER is the
 * folder, RECORD_LOG the log, which must lie outside it. A change and its record are one step under
 * a lock shared by all processes. A flush is not: it takes its time, and counts only for what was
 * written before it began, so its record names the length of the log at its beginning.
 *
 * sync_file_range is let through and is no flush. Not seen: writes through mmap (SQLite's -shm,
 * which is rebuilt), through stdio (PostgreSQL's statistics and caches, which are rebuilt), and
 * O_DSYNC (neither program uses it by default on Linux).
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { CREATE = 1, TRUNCATE, WRITE, GROW, FLUSH, RENAME, UNLINK, LINK, MKDIR, RMDIR };

struct record {
    uint32_t mark, kind, pid, name_length;
    uint64_t inode, offset, length;
};

struct shared {
    pthread_mutex_t lock;
    uint64_t log_length;
};

#define MARK 0x50434f52u
#define MOST_FILES 65536
#define LOG_AT 1000 /* out of the way of programs that count their files */

static char folder[PATH_MAX];
static size_t folder_length;
static struct shared *shared;
static int log_file = -1;
static unsigned char is_recorded[MOST_FILES];

static void give_up(const char *why) {
    static const char who[] = "power_recorder: ";
    syscall(SYS_write, 2, who, sizeof who - 1);
    syscall(SYS_write, 2, why, strlen(why));
    syscall(SYS_write, 2, "\n", 1);
    _exit(99);
}

/* A signal's handler must not come back here while the lock is held. */
static void lock(sigset_t *before) {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, before);
    if (pthread_mutex_lock(&shared->lock) == EOWNERDEAD) pthread_mutex_consistent(&shared->lock);
}

static void unlock(const sigset_t *before) {
    int kept = errno;
    pthread_mutex_unlock(&shared->lock);
    pthread_sigmask(SIG_SETMASK, before, NULL);
    errno = kept;
}

__attribute__((constructor)) static void begin(void) {
    const char *where = getenv("RECORDED_FOLDER"), *log = getenv("RECORD_LOG");
    char beside[PATH_MAX];
    if (!where || !log) return;
    folder_length = (size_t)snprintf(folder, sizeof folder, "%s", where);
    snprintf(beside, sizeof beside, "%s.lock", log);
    int opened = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    int memory = (int)syscall(SYS_openat, AT_FDCWD, beside, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (opened < 0 || memory < 0) give_up("cannot open the log");
    log_file = fcntl(opened, F_DUPFD_CLOEXEC, LOG_AT);
    syscall(SYS_close, opened);
    struct stat found;
    fstat(memory, &found);
    if (log_file < 0 || syscall(SYS_ftruncate, memory, sizeof *shared) != 0) give_up("no room");
    void *mapped = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
    syscall(SYS_close, memory);
    if (mapped == MAP_FAILED) give_up("cannot share memory");
    struct shared *made = mapped;
    if (found.st_size == 0) {
        pthread_mutexattr_t how;
        pthread_mutexattr_init(&how);
        pthread_mutexattr_setpshared(&how, PTHREAD_PROCESS_SHARED);
        pthread_mutexattr_setrobust(&how, PTHREAD_MUTEX_ROBUST);
        pthread_mutex_init(&made->lock, &how);
    }
    shared = made;
}

static void keep(enum kind kind, uint64_t inode, uint64_t offset, uint64_t length, const char *name,
                 size_t name_length, const void *data) {
    struct record record = {MARK, kind, (uint32_t)getpid(), (uint32_t)name_length, inode, offset, length};
    struct iovec parts[3] = {{&record, sizeof record}, {(void *)name, name_length}, {(void *)data, data ? length : 0}};
    size_t whole = sizeof record + name_length + (data ? length : 0);
    if (syscall(SYS_writev, log_file, parts, 3) != (long)whole) give_up("the log cannot be written");
    shared->log_length += whole;
}

static uint64_t inode_of(int file) {
    struct stat found;
    return fstat(file, &found) == 0 ? found.st_ino : 0;
}

static int is_ours(int file) {
    return shared && file >= 0 && file < MOST_FILES && is_recorded[file];
}

/* The absolute path, as it would be looked up; false when it is not in the folder. */
static int place_of(int at, const char *path, char *absolute) {
    char start[PATH_MAX] = "", link[64];
    if (path[0] != '/') {
        if (at == AT_FDCWD) {
            if (!getcwd(start, sizeof start)) return 0;
        } else {
            snprintf(link, sizeof link, "/proc/self/fd/%d", at);
            ssize_t length = readlink(link, start, sizeof start - 1);
            if (length < 0) return 0;
            start[length] = 0;
        }
    }
    int length = snprintf(absolute, PATH_MAX, "%s%s%s", start, start[0] ? "/" : "", path);
    if (length < 0 || length >= PATH_MAX) return 0;
    return strncmp(absolute, folder, folder_length) == 0 &&
           (absolute[folder_length] == '/' || absolute[folder_length] == 0);
}

static int open_recorded(int at, const char *path, int flags, mode_t mode) {
    char place[PATH_MAX];
    if (!shared || !place_of(at, path, place)) return (int)syscall(SYS_openat, at, path, flags, mode);
    sigset_t before;
    lock(&before);
    int was_there = syscall(SYS_faccessat, at, path, F_OK) == 0;
    int file = (int)syscall(SYS_openat, at, path, flags, mode);
    if (file >= 0 && file < MOST_FILES) {
        is_recorded[file] = 1;
        if (!was_there)
            keep(CREATE, inode_of(file), 0, 0, place, strlen(place), NULL);
        else if (flags & O_TRUNC)
            keep(TRUNCATE, inode_of(file), 0, 0, NULL, 0, NULL);
    }
    unlock(&before);
    return file;
}

#define OPENS(name, ...)                                                  \
    mode_t mode = 0;                                                      \
    if (flags & (O_CREAT | __O_TMPFILE)) {                                \
        va_list rest;                                                     \
        va_start(rest, flags);                                            \
        mode = va_arg(rest, mode_t);                                      \
        va_end(rest);                                                     \
    }                                                                     \
    return open_recorded(__VA_ARGS__, flags, mode);

int open(const char *path, int flags, ...) { OPENS(open, AT_FDCWD, path) }
int open64(const char *path, int flags, ...) { OPENS(open64, AT_FDCWD, path) }
int openat(int at, const char *path, int flags, ...) { OPENS(openat, at, path) }
int openat64(int at, const char *path, int flags, ...) { OPENS(openat64, at, path) }
int __open_2(const char *path, int flags) { return open_recorded(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_recorded(AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) {
    return open_recorded(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode);
}
int creat64(const char *path, mode_t mode) { return creat(path, mode); }

int close(int file) {
    if (file == log_file && shared) return 0;
    if (file >= 0 && file < MOST_FILES) is_recorded[file] = 0;
    return (int)syscall(SYS_close, file);
}

static int copied(int from, int to) {
    if (to >= 0 && to < MOST_FILES) is_recorded[to] = (unsigned char)is_ours(from);
    return to;
}
int dup(int file) { return copied(file, (int)syscall(SYS_dup, file)); }
int dup3(int file, int to, int flags) { return copied(file, (int)syscall(SYS_dup3, file, to, flags)); }
int dup2(int file, int to) { return file == to ? to : dup3(file, to, 0); }

/* What was written, byte for byte, from the program's own memory. */
static void keep_parts(int file, const struct iovec *parts, off_t offset, ssize_t written) {
    uint64_t inode = inode_of(file);
    for (; written > 0; parts++) {
        size_t length = parts->iov_len < (size_t)written ? parts->iov_len : (size_t)written;
        if (length) keep(WRITE, inode, (uint64_t)offset, length, NULL, 0, parts->iov_base);
        offset += (off_t)length;
        written -= (ssize_t)length;
    }
}

static ssize_t write_recorded(int file, const struct iovec *parts, int count, off_t offset) {
    sigset_t before;
    lock(&before);
    ssize_t written;
    if (offset >= 0) {
        written = syscall(SYS_pwritev, file, parts, (long)count, (long)offset, 0L);
    } else {
        written = syscall(SYS_writev, file, parts, (long)count);
        /* Right for O_APPEND too: the position is behind what was written. */
        if (written > 0) offset = lseek(file, 0, SEEK_CUR) - written;
    }
    if (written > 0) keep_parts(file, parts, offset, written);
    unlock(&before);
    return written;
}

ssize_t write(int file, const void *data, size_t length) {
    struct iovec part = {(void *)data, length};
    return is_ours(file) ? write_recorded(file, &part, 1, -1) : syscall(SYS_write, file, data, length);
}
ssize_t writev(int file, const struct iovec *parts, int count) {
    return is_ours(file) ? write_recorded(file, parts, count, -1)
                         : syscall(SYS_writev, file, parts, (long)count);
}
ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
    struct iovec part = {(void *)data, length};
    return is_ours(file) ? write_recorded(file, &part, 1, offset)
                         : syscall(SYS_pwrite64, file, data, length, offset);
}
ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
    return pwrite(file, data, length, offset);
}
ssize_t pwritev(int file, const struct iovec *parts, int count, off_t offset) {
    return is_ours(file) ? write_recorded(file, parts, count, offset)
                         : syscall(SYS_pwritev, file, parts, (long)count, (long)offset, 0L);
}
ssize_t pwritev64(int file, const struct iovec *parts, int count, off64_t offset) {
    return pwritev(file, parts, count, offset);
}

int ftruncate(int file, off_t length) {
    if (!is_ours(file)) return (int)syscall(SYS_ftruncate, file, length);
    sigset_t before;
    lock(&before);
    int failed = (int)syscall(SYS_ftruncate, file, length);
    if (!failed) keep(TRUNCATE, inode_of(file), 0, (uint64_t)length, NULL, 0, NULL);
    unlock(&before);
    return failed;
}
int ftruncate64(int file, off64_t length) { return ftruncate(file, length); }

int truncate(const char *path, off_t length) {
    int file = open_recorded(AT_FDCWD, path, O_WRONLY | O_CLOEXEC, 0);
    if (file < 0) return -1;
    int failed = ftruncate(file, length), why = errno;
    close(file);
    errno = why;
    return failed;
}
int truncate64(const char *path, off64_t length) { return truncate(path, length); }

int fallocate(int file, int mode, off_t offset, off_t length) {
    if (!is_ours(file) || mode) return (int)syscall(SYS_fallocate, file, mode, offset, length);
    sigset_t before;
    lock(&before);
    int failed = (int)syscall(SYS_fallocate, file, mode, offset, length);
    if (!failed) keep(GROW, inode_of(file), 0, (uint64_t)(offset + length), NULL, 0, NULL);
    unlock(&before);
    return failed;
}
int fallocate64(int file, int mode, off64_t offset, off64_t length) {
    return fallocate(file, mode, offset, length);
}
int posix_fallocate(int file, off_t offset, off_t length) {
    int kept = errno, answer = fallocate(file, 0, offset, length) ? errno : 0;
    errno = kept;
    return answer;
}
int posix_fallocate64(int file, off64_t offset, off64_t length) {
    return posix_fallocate(file, offset, length);
}

static int flush(long call, int file) {
    if (!is_ours(file)) return (int)syscall(call, file);
    char link[64], place[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    sigset_t before;
    lock(&before);
    uint64_t began = shared->log_length;
    unlock(&before);
    int failed = (int)syscall(call, file);
    if (failed) return failed;
    ssize_t length = readlink(link, place, sizeof place);
    lock(&before);
    keep(FLUSH, inode_of(file), began, 0, place, length < 0 ? 0 : (size_t)length, NULL);
    unlock(&before);
    return 0;
}
int fsync(int file) { return flush(SYS_fsync, file); }
int fdatasync(int file) { return flush(SYS_fdatasync, file); }

/* One change of names; `second` may be absent. */
static int rename_recorded(enum kind kind, const char *first, const char *second) {
    char names[2 * PATH_MAX], other[PATH_MAX];
    int is_seen = shared && place_of(AT_FDCWD, first, names);
    size_t length = is_seen ? strlen(names) : 0;
    if (is_seen && second && place_of(AT_FDCWD, second, other)) {
        strcpy(names + length + 1, other);
        length += 1 + strlen(other);
    }
    sigset_t before;
    if (is_seen) lock(&before);
    int failed = kind == RENAME ? (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 0)
                 : kind == LINK ? (int)syscall(SYS_linkat, AT_FDCWD, first, AT_FDCWD, second, 0)
                                : (int)syscall(SYS_unlinkat, AT_FDCWD, first, kind == RMDIR ? AT_REMOVEDIR : 0);
    if (is_seen && !failed) keep(kind, 0, 0, 0, names, length, NULL);
    if (is_seen) unlock(&before);
    return failed;
}
int rename(const char *from, const char *to) { return rename_recorded(RENAME, from, to); }
int link(const char *from, const char *to) { return rename_recorded(LINK, from, to); }
int unlink(const char *path) { return rename_recorded(UNLINK, path, NULL); }
int rmdir(const char *path) { return rename_recorded(RMDIR, path, NULL); }

int mkdir(const char *path, mode_t mode) {
    char place[PATH_MAX];
    if (!shared || !place_of(AT_FDCWD, path, place)) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    sigset_t before;
    lock(&before);
    int failed = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
    if (!failed) keep(MKDIR, 0, 0, 0, place, strlen(place), NULL);
    unlock(&before);
    return failed;
}
