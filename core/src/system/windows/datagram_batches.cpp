// Windows takes one datagram at a time. These calls carry no OVERLAPPED: each costs one call, as
// an overlapped one would, and no packet of the completion port.
#include "datagrams/datagram_handle.hpp"

#include "datagrams/one_at_a_time.hpp"
#include "native/native_address.hpp"
#include "system/windows/network_report.hpp"

namespace naru::detail {
namespace {

// After many reports of the network this says that nothing is there, and a later call goes on.
std::optional<io_result> receive_datagram(native_handle handle, datagram& into) noexcept {
  native_address source;
  WSABUF buffer{native::room_of(into.buffer.size()), reinterpret_cast<char*>(into.buffer.data())};
  for (int tries = 0; tries != reports_in_a_row; ++tries) {
    DWORD bytes = 0;
    DWORD flags = 0;
    const bool whole = ::WSARecvFrom(native::to_handle(handle), &buffer, 1, &bytes, &flags,
                                     source.data(), source.length(), nullptr, nullptr) == 0;
    const int error = whole ? 0 : ::WSAGetLastError();
    if (whole || error == WSAEMSGSIZE) {
      into.size = whole ? bytes : buffer.len;
      into.source = source.to_endpoint();
      into.truncated = !whole;
      return io_result{{}, 1};
    }
    if (error == WSAEWOULDBLOCK) return std::nullopt;
    if (!is_network_report(error)) return io_result{{error, system_category()}, 0};
  }
  return std::nullopt;
}

}  // namespace

std::size_t datagrams_in_a_row() noexcept { return datagrams_per_call; }

std::optional<io_result> receive_datagrams(native_handle handle,
                                           std::span<datagram> batch) noexcept {
  return one_at_a_time(batch.size(),
                       [&](std::size_t index) { return receive_datagram(handle, batch[index]); });
}

std::optional<io_result> send_datagrams(native_handle handle, ip_family family, addressing how,
                                        std::span<const outgoing_datagram> batch) noexcept {
  return send_one_at_a_time(handle, family, how, batch);
}

}  // namespace naru::detail
