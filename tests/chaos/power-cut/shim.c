/*
 * Preloaded into a process, writes down what it does to the files below one folder, in the order in which it happens:
 * the trace from which the harness makes the disk as a power cut would have left it.
 *
 * POWER_CUT_ROOT is the folder, POWER_CUT_TRACE the file for the trace. A record is a header and its bytes:
 *   op (1 byte), number (4: of a sync, to match its begin and end), length of the path (4), offset (8), length of the
 *   data (8), path below the folder, data.
 *
 * A descriptor's path is asked of the kernel each time, because libuv may close behind our back. One lock keeps
 * operation and record together, so that two threads' records stand in the order of their operations. A sync is two
 * records: what was written before its begin is durable after its end. Memory maps are not seen: the database's only
 * mapped file is its `-shm`, which no one trusts after a restart.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE = 'w', TRUNCATE = 't', SYNC_BEGIN = 'b', SYNC_END = 'e', CREATE = 'c', UNLINK = 'u', RENAME = 'r', MKDIR = 'd' };

static char root[PATH_MAX];
static size_t root_length;
static int trace = -1;
static uint32_t syncs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void start(void) {
  const char *folder = getenv("POWER_CUT_ROOT"), *file = getenv("POWER_CUT_TRACE");
  if (!folder || !file || !realpath(folder, root)) return;
  root_length = strlen(root);
  trace = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

/* The path below the folder, or NULL for what does not concern us. */
static const char *below(const char *path) {
  if (strncmp(path, root, root_length) != 0 || path[root_length] != '/') return NULL;
  return path + root_length + 1;
}

static const char *path_of(int fd, char *buffer) {
  char link[64];
  if (trace < 0) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, buffer, PATH_MAX - 1);
  if (length < 0) return NULL;
  buffer[length] = 0;
  /* The folder itself: its entries are synced through it. */
  if (strcmp(buffer, root) == 0) return "";
  return below(buffer);
}

/* The place of a path that may not exist (yet, or any more): its folder's real path and its last name. */
static const char *place_of(const char *path, char *buffer) {
  char folder[PATH_MAX];
  if (trace < 0 || strlen(path) >= PATH_MAX) return NULL;
  strcpy(folder, path);
  char *slash = strrchr(folder, '/');
  const char *name = slash ? path + (slash - folder) + 1 : path;
  if (slash) *slash = 0;
  if (!realpath(slash ? (slash == folder ? "/" : folder) : ".", buffer)) return NULL;
  if (strlen(buffer) + strlen(name) + 2 > PATH_MAX) return NULL;
  strcat(buffer, "/");
  strcat(buffer, name);
  return below(buffer);
}

static void record(char op, uint32_t number, const char *path, int64_t offset, const void *data, uint64_t length) {
  unsigned char header[25];
  uint32_t path_length = (uint32_t)strlen(path);
  header[0] = (unsigned char)op;
  memcpy(header + 1, &number, 4);
  memcpy(header + 5, &path_length, 4);
  memcpy(header + 9, &offset, 8);
  memcpy(header + 17, &length, 8);
  struct iovec parts[3] = {{header, 25}, {(void *)path, path_length}, {(void *)data, length}};
  if (syscall(SYS_writev, trace, parts, 3) != (ssize_t)(25 + path_length + length)) abort();
}

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static ssize_t traced_write(ssize_t written, const char *path, int64_t offset, const void *data) {
  int error = errno;
  if (written > 0) record(WRITE, 0, path, offset, data, (uint64_t)written);
  errno = error;
  return written;
}

ssize_t write(int fd, const void *data, size_t count) {
  char buffer[PATH_MAX];
  REAL(write);
  const char *path = path_of(fd, buffer);
  if (!path) return real(fd, data, count);
  pthread_mutex_lock(&lock);
  /* After the write: a file that is appended to has its offset only then. */
  ssize_t written = real(fd, data, count);
  off_t end = lseek(fd, 0, SEEK_CUR);
  traced_write(written, path, end - written, data);
  pthread_mutex_unlock(&lock);
  return written;
}

#define PWRITE(name, offset_type) \
  ssize_t name(int fd, const void *data, size_t count, offset_type offset) { \
    char buffer[PATH_MAX]; \
    REAL(name); \
    const char *path = path_of(fd, buffer); \
    if (!path) return real(fd, data, count, offset); \
    pthread_mutex_lock(&lock); \
    ssize_t written = traced_write(real(fd, data, count, offset), path, offset, data); \
    pthread_mutex_unlock(&lock); \
    return written; \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define FTRUNCATE(name, size_type) \
  int name(int fd, size_type size) { \
    char buffer[PATH_MAX]; \
    REAL(name); \
    const char *path = path_of(fd, buffer); \
    if (!path) return real(fd, size); \
    pthread_mutex_lock(&lock); \
    int result = real(fd, size), error = errno; \
    if (result == 0) record(TRUNCATE, 0, path, size, NULL, 0); \
    pthread_mutex_unlock(&lock); \
    errno = error; \
    return result; \
  }
FTRUNCATE(ftruncate, off_t)
FTRUNCATE(ftruncate64, off64_t)

static int traced_sync(int fd, int (*real)(int)) {
  char buffer[PATH_MAX];
  const char *path = path_of(fd, buffer);
  if (!path) return real(fd);
  pthread_mutex_lock(&lock);
  uint32_t number = ++syncs;
  record(SYNC_BEGIN, number, path, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  int result = real(fd), error = errno;
  if (result == 0) {
    pthread_mutex_lock(&lock);
    record(SYNC_END, number, path, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  errno = error;
  return result;
}

int fsync(int fd) {
  REAL(fsync);
  return traced_sync(fd, real);
}

int fdatasync(int fd) {
  REAL(fdatasync);
  return traced_sync(fd, real);
}

/* `created` tells whether the name was new. */
static int traced_open(const char *path, int flags, int fd_or_error, int existed) {
  char buffer[PATH_MAX];
  int error = errno;
  const char *place = fd_or_error < 0 ? NULL : path_of(fd_or_error, buffer);
  if (place && !existed) record(CREATE, 0, place, 0, NULL, 0);
  if (place && existed && (flags & O_TRUNC)) record(TRUNCATE, 0, place, 0, NULL, 0);
  (void)path;
  errno = error;
  return fd_or_error;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    mode_t mode = 0; \
    REAL(name); \
    if (flags & O_CREAT) { \
      va_list rest; \
      va_start(rest, flags); \
      mode = va_arg(rest, mode_t); \
      va_end(rest); \
    } \
    if (trace < 0 || !(flags & (O_CREAT | O_TRUNC))) return real(path, flags, mode); \
    pthread_mutex_lock(&lock); \
    int existed = access(path, F_OK) == 0; \
    int fd = traced_open(path, flags, real(path, flags, mode), existed); \
    pthread_mutex_unlock(&lock); \
    return fd; \
  }
OPEN(open)
OPEN(open64)

#define OPENAT(name) \
  int name(int at, const char *path, int flags, ...) { \
    mode_t mode = 0; \
    REAL(name); \
    if (flags & O_CREAT) { \
      va_list rest; \
      va_start(rest, flags); \
      mode = va_arg(rest, mode_t); \
      va_end(rest); \
    } \
    if (trace < 0 || !(flags & (O_CREAT | O_TRUNC))) return real(at, path, flags, mode); \
    pthread_mutex_lock(&lock); \
    int existed = faccessat(at, path, F_OK, 0) == 0; \
    int fd = traced_open(path, flags, real(at, path, flags, mode), existed); \
    pthread_mutex_unlock(&lock); \
    return fd; \
  }
OPENAT(openat)
OPENAT(openat64)

int unlink(const char *path) {
  char buffer[PATH_MAX];
  REAL(unlink);
  const char *place = place_of(path, buffer);
  if (!place) return real(path);
  pthread_mutex_lock(&lock);
  int result = real(path), error = errno;
  if (result == 0) record(UNLINK, 0, place, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int rename(const char *from, const char *to) {
  char from_buffer[PATH_MAX], to_buffer[PATH_MAX];
  REAL(rename);
  const char *before = place_of(from, from_buffer), *after = place_of(to, to_buffer);
  if (!before || !after) return real(from, to);
  pthread_mutex_lock(&lock);
  int result = real(from, to), error = errno;
  if (result == 0) record(RENAME, 0, before, 0, after, strlen(after));
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}

int mkdir(const char *path, mode_t mode) {
  char buffer[PATH_MAX];
  REAL(mkdir);
  const char *place = place_of(path, buffer);
  if (!place) return real(path, mode);
  pthread_mutex_lock(&lock);
  int result = real(path, mode), error = errno;
  if (result == 0) record(MKDIR, 0, place, 0, NULL, 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return result;
}
