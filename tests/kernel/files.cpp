// The files of Unix domain sockets, as far as naru asks for them: by which identity one knows such
// a file, and removing it.
#include <windows.h>

#include <array>
#include <cwchar>

#include "failing.hpp"
#include "file_identity.hpp"

namespace kernel {
namespace {

struct opened_file final : object {
  explicit opened_file(const file_identity& its_file) noexcept : file(its_file) {}

  file_identity file;
};

struct utf8_path {
  explicit utf8_path(const wchar_t* name) noexcept {
    const auto room = static_cast<int>(text.size() - 1);
    static_cast<void>(::WideCharToMultiByte(CP_UTF8, 0, name, static_cast<int>(std::wcslen(name)),
                                            text.data(), room, nullptr, nullptr));
  }

  std::array<char, 512> text{};
};

}  // namespace
}  // namespace kernel

HANDLE CreateFileW(const wchar_t* name, DWORD, DWORD, void*, DWORD, DWORD, HANDLE) {
  using namespace kernel;
  const file_identity found = identify_file(utf8_path(name).text.data());
  if (found == file_identity()) {
    ::SetLastError(ERROR_FILE_NOT_FOUND);
    return INVALID_HANDLE_VALUE;
  }
  const std::lock_guard lock(lock_of_all());
  auto made = std::allocate_shared<opened_file>(allocator<opened_file>(), found);
  return reinterpret_cast<HANDLE>(kernel::open(std::move(made)));
}

BOOL GetFileInformationByHandle(HANDLE number, BY_HANDLE_FILE_INFORMATION* found) {
  using namespace kernel;
  const std::lock_guard lock(lock_of_all());
  const auto opened = std::dynamic_pointer_cast<opened_file>(find(number_of(number)));
  if (opened == nullptr) return refuse(ERROR_INVALID_HANDLE);
  *found = {};
  found->dwVolumeSerialNumber = static_cast<DWORD>(opened->file.device);
  found->nFileIndexHigh = static_cast<DWORD>(opened->file.number >> 32U);
  found->nFileIndexLow = static_cast<DWORD>(opened->file.number);
  return TRUE;
}

BOOL DeleteFileW(const wchar_t* name) {
  using namespace kernel;
  return remove_file(utf8_path(name).text.data()) ? TRUE : refuse(ERROR_FILE_NOT_FOUND);
}
