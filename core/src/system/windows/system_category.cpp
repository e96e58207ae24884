// Win32 and Winsock codes with their portable conditions, because the standard libraries map few
// of the network's codes (mingw-w64's maps 64 to ENOENT and knows neither 10054 nor 1236).
// Sources: "System Error Codes" and "Windows Sockets Error Codes" on Microsoft Learn. The texts
// come from the system.
#include <naru/error.hpp>

#include <winsock2.h>
#include <windows.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace naru {
namespace {

struct mapping {
  DWORD code;
  std::errc condition;
};

constexpr std::array mappings{
    mapping{ERROR_ACCESS_DENIED, std::errc::permission_denied},
    mapping{ERROR_INVALID_HANDLE, std::errc::bad_file_descriptor},
    mapping{ERROR_NOT_ENOUGH_MEMORY, std::errc::not_enough_memory},
    mapping{ERROR_OUTOFMEMORY, std::errc::not_enough_memory},
    mapping{ERROR_NOT_SUPPORTED, std::errc::operation_not_supported},
    mapping{ERROR_UNEXP_NET_ERR, std::errc::not_connected},  // from STATUS_INVALID_CONNECTION
    mapping{ERROR_NETNAME_DELETED, std::errc::connection_reset},
    mapping{ERROR_TOO_MANY_OPEN_FILES, std::errc::too_many_files_open},
    mapping{ERROR_INVALID_PARAMETER, std::errc::invalid_argument},
    mapping{ERROR_SEM_TIMEOUT, std::errc::timed_out},
    mapping{ERROR_PIPE_NOT_CONNECTED, std::errc::broken_pipe},
    mapping{ERROR_MORE_DATA, std::errc::message_size},
    mapping{WAIT_TIMEOUT, std::errc::timed_out},
    mapping{ERROR_OPERATION_ABORTED, std::errc::operation_canceled},
    mapping{ERROR_CONNECTION_REFUSED, std::errc::connection_refused},
    mapping{ERROR_NETWORK_UNREACHABLE, std::errc::network_unreachable},
    mapping{ERROR_HOST_UNREACHABLE, std::errc::host_unreachable},
    mapping{ERROR_PROTOCOL_UNREACHABLE, std::errc::network_unreachable},
    mapping{ERROR_PORT_UNREACHABLE, std::errc::connection_refused},
    mapping{ERROR_CONNECTION_ABORTED, std::errc::connection_aborted},
    mapping{ERROR_NO_SYSTEM_RESOURCES, std::errc::no_buffer_space},
    mapping{ERROR_WORKING_SET_QUOTA, std::errc::no_buffer_space},
    mapping{ERROR_PAGEFILE_QUOTA, std::errc::no_buffer_space},
    mapping{ERROR_COMMITMENT_LIMIT, std::errc::no_buffer_space},
    mapping{ERROR_NOT_ENOUGH_QUOTA, std::errc::no_buffer_space},
    mapping{WSAEINTR, std::errc::interrupted},
    mapping{WSAEBADF, std::errc::bad_file_descriptor},
    mapping{WSAEACCES, std::errc::permission_denied},
    mapping{WSAEFAULT, std::errc::bad_address},
    mapping{WSAEINVAL, std::errc::invalid_argument},
    mapping{WSAEMFILE, std::errc::too_many_files_open},
    mapping{WSAEWOULDBLOCK, std::errc::operation_would_block},
    mapping{WSAEINPROGRESS, std::errc::operation_in_progress},
    mapping{WSAEALREADY, std::errc::connection_already_in_progress},
    mapping{WSAENOTSOCK, std::errc::not_a_socket},
    mapping{WSAEDESTADDRREQ, std::errc::destination_address_required},
    mapping{WSAEMSGSIZE, std::errc::message_size},
    mapping{WSAEPROTOTYPE, std::errc::wrong_protocol_type},
    mapping{WSAENOPROTOOPT, std::errc::no_protocol_option},
    mapping{WSAEPROTONOSUPPORT, std::errc::protocol_not_supported},
    mapping{WSAEOPNOTSUPP, std::errc::operation_not_supported},
    mapping{WSAEAFNOSUPPORT, std::errc::address_family_not_supported},
    mapping{WSAEADDRINUSE, std::errc::address_in_use},
    mapping{WSAEADDRNOTAVAIL, std::errc::address_not_available},
    mapping{WSAENETDOWN, std::errc::network_down},
    mapping{WSAENETUNREACH, std::errc::network_unreachable},
    mapping{WSAENETRESET, std::errc::network_reset},
    mapping{WSAECONNABORTED, std::errc::connection_aborted},
    mapping{WSAECONNRESET, std::errc::connection_reset},
    mapping{WSAENOBUFS, std::errc::no_buffer_space},
    mapping{WSAEISCONN, std::errc::already_connected},
    mapping{WSAENOTCONN, std::errc::not_connected},
    mapping{WSAESHUTDOWN, std::errc::broken_pipe},
    mapping{WSAETIMEDOUT, std::errc::timed_out},
    mapping{WSAECONNREFUSED, std::errc::connection_refused},
    mapping{WSAEHOSTDOWN, std::errc::host_unreachable},
    mapping{WSAEHOSTUNREACH, std::errc::host_unreachable},
};

std::string to_utf8(std::wstring_view wide) {
  const auto convert = [&](char* target, int room) {
    return ::WideCharToMultiByte(CP_UTF8, 0, wide.data(), static_cast<int>(wide.size()), target,
                                 room, nullptr, nullptr);
  };
  std::string text(static_cast<std::size_t>(convert(nullptr, 0)), '\0');
  convert(text.data(), static_cast<int>(text.size()));
  return text;
}

class windows_category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "windows"; }

  [[nodiscard]] std::string message(int code) const override {
    std::array<wchar_t, 512> text{};
    const DWORD length = ::FormatMessageW(
        FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS | FORMAT_MESSAGE_MAX_WIDTH_MASK,
        nullptr, static_cast<DWORD>(code), 0, text.data(), static_cast<DWORD>(text.size()),
        nullptr);
    std::wstring_view message(text.data(), length);
    while (!message.empty() && (message.back() == L' ' || message.back() == L'.')) {
      message.remove_suffix(1);
    }
    return message.empty() ? unknown_to_the_system(code) : to_utf8(message);
  }

  [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
    const auto found = std::ranges::find(mappings, static_cast<DWORD>(code), &mapping::code);
    if (found != mappings.end()) return found->condition;
    return {code, *this};
  }

 private:
  // Wine has no texts for some of Winsock's codes.
  [[nodiscard]] std::string unknown_to_the_system(int code) const {
    const std::error_condition condition = default_error_condition(code);
    const std::string number = "Windows error " + std::to_string(code);
    return condition.category() == *this ? number : condition.message() + " (" + number + ')';
  }
};

}  // namespace

const std::error_category& system_category() noexcept {
  static const windows_category category;
  return category;
}

}  // namespace naru
