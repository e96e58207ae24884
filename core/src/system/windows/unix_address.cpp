#include "native/unix_address.hpp"

#include <winsock2.h>
#include <windows.h>
#include <afunix.h>

#include <cstring>

namespace naru::detail {

static_assert(sizeof(sockaddr_un::sun_path) > unix_endpoint::path_max, "with its zero");
static_assert(sizeof(sockaddr_un) <= sizeof(unix_address::bytes));

unix_address::unix_address(const unix_endpoint& from) noexcept : size(sizeof(sockaddr_un)) {
  sockaddr_un native{};
  native.sun_family = AF_UNIX;
  std::memcpy(native.sun_path, from.path().data(), from.path().size());
  std::memcpy(bytes.data(), &native, sizeof native);
}

namespace {

/// The path in UTF-16, with a zero at its end; empty if it cannot be converted.
struct path_name {
  explicit path_name(const unix_endpoint& path) noexcept {
    const int size = static_cast<int>(path.path().size());
    // UTF-16 needs no more units than UTF-8 needs bytes.
    static_cast<void>(::MultiByteToWideChar(CP_UTF8, 0, path.path().data(), size, units.data(),
                                            static_cast<int>(unix_endpoint::path_max)));
  }

  std::array<wchar_t, unix_endpoint::path_max + 1> units{};
};

}  // namespace

file_identity identify(const unix_endpoint& path) noexcept {
  constexpr DWORD everybody = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  // Opens the file itself, which is a reparse point, and not its target.
  constexpr DWORD itself = FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_BACKUP_SEMANTICS;
  const HANDLE file = ::CreateFileW(path_name(path).units.data(), FILE_READ_ATTRIBUTES, everybody,
                                    nullptr, OPEN_EXISTING, itself, nullptr);
  if (file == INVALID_HANDLE_VALUE) return {};
  BY_HANDLE_FILE_INFORMATION found{};
  const bool known = ::GetFileInformationByHandle(file, &found) != FALSE;
  ::CloseHandle(file);
  if (!known) return {};
  const auto high = static_cast<std::uint64_t>(found.nFileIndexHigh);
  return {found.dwVolumeSerialNumber, (high << 32U) | found.nFileIndexLow, true};
}

// If the system did not tell which file the listener made, the path decides.
void remove_path(const unix_endpoint& path, const file_identity& made) noexcept {
  if (made.known && identify(path) != made) return;
  ::DeleteFileW(path_name(path).units.data());
}

}  // namespace naru::detail
