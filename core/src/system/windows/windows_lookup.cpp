#include "system/windows/windows_lookup.hpp"

#include <naru/error.hpp>

#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "names/address_list.hpp"

namespace naru::detail {
namespace {

int native_family(address_family family) noexcept {
  switch (family) {
    case address_family::v4:
      return AF_INET;
    case address_family::v6:
      return AF_INET6;
    case address_family::any:
      break;
  }
  return AF_UNSPEC;
}

std::error_code lookup_error(int code) noexcept {
  switch (code) {
    case NO_ERROR:
      return {};
    case WSAHOST_NOT_FOUND:
    case WSANO_DATA:
      return error::host_not_found;
    case WSATRY_AGAIN:
      return error::try_again;
    case WSANO_RECOVERY:
      return error::lookup_failed;
    default:
      return {code, system_category()};
  }
}

// Winsock is never ended here, because a lookup may outlive every proactor and its use of Winsock.
int start_winsock() noexcept {
  static const int error = [] {
    WSADATA data{};
    return ::WSAStartup(MAKEWORD(2, 2), &data);
  }();
  return error;
}

std::optional<std::wstring> to_utf16(std::string_view text) {
  const auto convert = [&](wchar_t* target, int room) {
    return ::MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text.data(),
                                 static_cast<int>(text.size()), target, room);
  };
  const int length = convert(nullptr, 0);
  if (length == 0) return std::nullopt;
  std::wstring wide(static_cast<std::size_t>(length), L'\0');
  convert(wide.data(), length);
  return wide;
}

constexpr DWORD ns_all = 0;  // NS_ALL of nspapi.h: all name services

// mingw-w64 does not declare this function.
using cancel_function = INT(WSAAPI*)(HANDLE*);

cancel_function find_cancel() noexcept {
  const HMODULE winsock = ::GetModuleHandleW(L"ws2_32.dll");
  const FARPROC found = ::GetProcAddress(winsock, "GetAddrInfoExCancel");
  return reinterpret_cast<cancel_function>(reinterpret_cast<void*>(found));
}

}  // namespace

void windows_lookup::ask() noexcept {
  const auto self = shared_from_this();
  std::optional<std::wstring> host;
  try {
    host = to_utf16(question().host);
  } catch (const std::bad_alloc&) {
    return answer(std::make_error_code(std::errc::not_enough_memory), {});
  }
  if (!host) return answer(std::make_error_code(std::errc::invalid_argument), {});
  if (const int error = start_winsock()) return answer({error, system_category()}, {});
  request_.keeper = std::static_pointer_cast<windows_lookup>(self);
  const int error = start(host->c_str());
  if (error != WSA_IO_PENDING) return finish(error);  // there will be no callback
  bool abandoned = false;
  {
    const std::lock_guard lock(state_mutex_);
    abandoned = state_ == state::abandoned;
    if (state_ == state::starting) state_ = state::pending;
  }
  if (abandoned) cancel();
}

int windows_lookup::start(const wchar_t* host) noexcept {
  ADDRINFOEXW hints{};
  hints.ai_family = native_family(question().family);
  hints.ai_socktype = SOCK_STREAM;  // otherwise each address comes once per kind of socket
  // mingw-w64 declares the parameter as void*.
  const auto function = reinterpret_cast<LPLOOKUPSERVICE_COMPLETION_ROUTINE>(&called_back);
  // From this call on the system may run called_back on another thread, even before the call
  // returns. request_.keeper keeps the object until the callback, and the caller's `self` keeps it
  // until the end of ask().
  return ::GetAddrInfoExW(host, nullptr, ns_all, nullptr, &hints, &request_.list, nullptr,
                          &request_, function, &request_.cancel_handle);
}

void CALLBACK windows_lookup::called_back(DWORD error, DWORD, OVERLAPPED* overlapped) noexcept {
  static_cast<request*>(overlapped)->keeper->finish(static_cast<int>(error));
}

void windows_lookup::finish(int error) noexcept {
  const auto self = std::move(request_.keeper);  // perhaps the last reference
  {
    const std::lock_guard lock(state_mutex_);
    state_ = state::finished;
  }
  const std::unique_ptr<ADDRINFOEXW, void(WSAAPI*)(PADDRINFOEXW)> list(request_.list,
                                                                       &::FreeAddrInfoExW);
  answer_with(list.get(), lookup_error(error));
}

void windows_lookup::give_up() noexcept {
  {
    const std::lock_guard lock(state_mutex_);
    if (state_ == state::starting) state_ = state::abandoned;
    if (state_ != state::pending) return;
  }
  cancel();
}

// Best effort: if the system cannot cancel, it calls back at the end, and the answer is dropped.
//
// The call may call back, and while another thread is in called_back it does not return. So it is
// made without the lock, which called_back takes. If the lookup ends before the call, the system
// does not know the handle any more, and the call does nothing (WSA_INVALID_HANDLE).
void windows_lookup::cancel() noexcept {
  static const cancel_function function = find_cancel();
  if (function == nullptr || request_.cancel_handle == nullptr) return;
  function(&request_.cancel_handle);
}

std::shared_ptr<lookup> make_lookup(const lookup_asker& asker, lookup_question question) {
  return std::make_shared<windows_lookup>(asker, std::move(question));
}

}  // namespace naru::detail
