// How datagrams get from a socket into the network, and from there into the buffers of a receive.
#include <algorithm>
#include <utility>

#include "simulated/simulated_datagram_calls.hpp"
#include "simulated/world.hpp"
#include "values/as_error.hpp"
#include "values/group_address.hpp"

namespace naru::detail {
namespace {

// The largest payload of UDP over IPv4.
constexpr std::size_t payload_max = 65'507;

std::size_t size_of(const buffer_cursor<const_buffer>& buffers) noexcept {
  std::size_t all = 0;
  for (std::size_t i = 0; i < buffers.count(); ++i) all += buffers[i].size();
  return all;
}

}  // namespace

std::optional<io_result> simulated_datagram_calls::receive(native_handle handle,
                                                           std::span<datagram> batch) noexcept {
  datagram_port& port = port_of(handle);
  if (const std::error_code failure =
          host_.fault_of(system_call::receive_datagram, world_.random)) {
    return io_result{failure, 0};
  }
  const bool maps = port.local.address().is_v6();
  std::size_t count = 0;
  for (; count < std::min(batch.size(), datagrams_per_call) && !port.waiting.empty(); ++count) {
    packet& first = port.waiting.front();
    datagram& into = batch[count];
    const std::size_t size = std::min(into.buffer.size(), first.bytes.size());
    std::copy_n(first.bytes.begin(), size, into.buffer.data());
    into.size = size;
    into.truncated = size < first.bytes.size();
    into.source = maps ? mapped(first.source) : first.source;
    port.waiting_bytes -= first.bytes.size() + datagram_port::overhead;
    world_.packets.give_back(std::move(first.bytes));
    port.waiting.pop_front();
  }
  return count == 0 ? std::nullopt : std::optional(io_result{{}, count});
}

std::optional<io_result> simulated_datagram_calls::peek(native_handle handle) noexcept {
  return port_of(handle).waiting.empty() ? std::nullopt : std::optional(io_result{});
}

std::optional<io_result> simulated_datagram_calls::send(native_handle handle, ip_family,
                                                        const buffer_cursor<const_buffer>& buffers,
                                                        const endpoint* destination) noexcept {
  datagram_port& port = port_of(handle);
  if (const std::error_code failure = host_.fault_of(system_call::send_datagram, world_.random)) {
    return io_result{failure, 0};
  }
  const endpoint target = destination == nullptr ? *port.peer : reachable(*destination);
  const std::error_code error = as_error([&] { return send_one(port, buffers, target); });
  return io_result{error, error ? 0 : size_of(buffers)};
}

std::optional<io_result> simulated_datagram_calls::send(
    native_handle handle, ip_family family, addressing how,
    std::span<const outgoing_datagram> batch) noexcept {
  for (std::size_t sent = 0; sent < batch.size(); ++sent) {
    const const_buffer payload = batch[sent].payload;
    const buffer_cursor<const_buffer> buffers(std::span(&payload, 1));
    const endpoint* const to = how == addressing::to_peer ? nullptr : &batch[sent].destination;
    const auto result = send(handle, family, buffers, to);
    if (!result->error) continue;
    return sent == 0 ? io_result{result->error, 0} : io_result{{}, sent};
  }
  return io_result{{}, batch.size()};
}

std::error_code simulated_datagram_calls::send_one(datagram_port& from,
                                                   const buffer_cursor<const_buffer>& buffers,
                                                   const endpoint& target) {
  const std::size_t size = size_of(buffers);
  if (size > payload_max) return std::make_error_code(std::errc::message_size);
  if (is_broadcast(target.address()) && !from.may_broadcast) {
    return std::make_error_code(std::errc::permission_denied);
  }
  address source = from.local.address().unmapped();
  if (source.is_unspecified()) {
    const auto chosen = host_.source_for(target.address());
    if (!chosen && !is_for_many(target.address())) {
      return std::make_error_code(std::errc::network_unreachable);
    }
    source = chosen.value_or(host_.addresses().empty() ? address::loopback_v4()
                                                       : host_.addresses().front());
  }
  packet sent{{source, from.local.port()}, world_.packets.take(size)};
  std::size_t position = 0;
  for (std::size_t i = 0; i < buffers.count(); ++i) {
    std::copy(buffers[i].begin(), buffers[i].end(),
              sent.bytes.begin() + static_cast<std::ptrdiff_t>(position));
    position += buffers[i].size();
  }
  world_.packets.send(host_, std::move(sent), target, from.hears_itself);
  return {};
}

}  // namespace naru::detail
