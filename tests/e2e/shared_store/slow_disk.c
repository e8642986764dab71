// A disk whose flushes take SLOW_DISK_MILLISECONDS more, for a program that this is loaded into before.
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void WaitForDisk(void) {
  const char* const text = getenv("SLOW_DISK_MILLISECONDS");
  const long milliseconds = text == NULL ? 0 : atol(text);
  const struct timespec wait = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  nanosleep(&wait, NULL);
}

int fdatasync(int fd) {
  WaitForDisk();
  return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd) {
  WaitForDisk();
  return (int)syscall(SYS_fsync, fd);
}
