#include "file_identity.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace kernel {

file_identity identify_file(const char* path) noexcept {
  struct stat found{};
  if (::lstat(path, &found) != 0) return {};
  return {found.st_ino, found.st_dev};
}

made_file::made_file(const char* path) noexcept
    : descriptor_(::open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600)) {}

made_file::~made_file() {
  if (!empty()) ::close(descriptor_);
}

bool remove_file(const char* path) noexcept { return ::unlink(path) == 0; }

}  // namespace kernel
