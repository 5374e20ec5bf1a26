/*
 * Takes the disk away from a process: preloaded, it stands before fsync,
 * fdatasync and pwrite. While the file $DISK_FAULTS/failing exists a sync fails
 * with EIO; while $DISK_FAULTS/withheld exists it does not return; while
 * $DISK_FAULTS/full exists nothing is written, for want of room. Each call that
 * is refused or held back adds a line to $DISK_FAULTS/log.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int exists(const char *name) {
  const char *directory = getenv("DISK_FAULTS");
  char path[4096];
  if (directory == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", directory, name);
  return access(path, F_OK) == 0;
}

static void note(const char *line) {
  const char *directory = getenv("DISK_FAULTS");
  char path[4096];
  snprintf(path, sizeof path, "%s/log", directory);
  int log = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (log < 0) return;
  if (write(log, line, strlen(line)) < 0) { /* The test will wait for this line in vain, and say so. */ }
  close(log);
}

static int sync_or_fail(const char *name, int file) {
  if (exists("failing")) {
    note("failed\n");
    errno = EIO;
    return -1;
  }
  if (exists("withheld")) {
    note("withheld\n");
    while (exists("withheld")) usleep(1000);
  }
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  return real(file);
}

int fsync(int file) { return sync_or_fail("fsync", file); }

int fdatasync(int file) { return sync_or_fail("fdatasync", file); }

static ssize_t write_or_fail(const char *name, int file, const void *bytes, size_t size, off_t offset) {
  if (exists("full")) {
    note("full\n");
    errno = ENOSPC;
    return -1;
  }
  ssize_t (*real)(int, const void *, size_t, off_t) = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, name);
  return real(file, bytes, size, offset);
}

ssize_t pwrite(int file, const void *bytes, size_t size, off_t offset) { return write_or_fail("pwrite", file, bytes, size, offset); }

ssize_t pwrite64(int file, const void *bytes, size_t size, off_t offset) { return write_or_fail("pwrite64", file, bytes, size, offset); }
