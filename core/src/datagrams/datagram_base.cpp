#include "datagrams/datagram_base.hpp"

#include <naru/error.hpp>
#include <naru/udp_socket.hpp>

#include <algorithm>
#include <cassert>

#include "values/group_address.hpp"
#include "values/reachable.hpp"
#include "values/refused.hpp"

namespace naru::detail {
namespace {

static_assert(udp_socket::batch_max == datagrams_per_call);
static_assert(udp_socket::buffers_max == buffers_per_call);

std::error_code too_large() noexcept { return std::make_error_code(std::errc::message_size); }

// UDP counts the bytes of a datagram in 16 bits. Systems refuse larger ones too, but some of them
// first cut the size to 32 bits.
bool is_too_large(std::span<const const_buffer> buffers) noexcept {
  std::size_t room = 65'535;
  for (const const_buffer& each : buffers) {
    if (each.size() > room) return true;
    room -= each.size();
  }
  return false;
}

std::error_code wrong_family() noexcept {
  return std::make_error_code(std::errc::address_family_not_supported);
}

}  // namespace

std::error_code datagram_base::open(const endpoint& local, const udp_options& options) noexcept {
  const std::lock_guard lock(lock_);
  if (loop_.shutting_down()) return canceled();
  std::error_code error;
  const naru::native_handle handle = calls_.open(local, options, error);
  if (error) return error;
  family_ = local.address().is_v4() ? ip_family::v4 : ip_family::v6;
  if (options.receive_coalesced) coalesced_ = coalesced_datagrams::offered(handle, error);
  if (!error) error = tie(handle);
  if (error) {
    calls_.close(handle);
    return error;
  }
  handle_ = handle;
  takes_ipv4_ = local.address().is_v4() || options.accept_ipv4;
  return {};
}

io_result datagram_base::receive_target::take(const datagram& came) const noexcept {
  if (source != nullptr) *source = came.source;
  if (came.truncated) return {std::make_error_code(std::errc::message_size), came.size};
  return {{}, came.size};
}

submission datagram_base::receive(mutable_buffer buffer, endpoint* source, operation& op) {
  return start_receiving({buffer, source, {}}, op);
}

submission datagram_base::receive_batch(std::span<datagram> batch, operation& op) {
  if (batch.empty()) return loop_.fail(op, invalid_argument());
  return start_receiving({{}, nullptr, batch}, op);
}

submission datagram_base::start_receiving(const receive_target& target, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = refusal();
    if (!refused) {
      attach(op, target.batch.empty() ? operation_kind::receive : operation_kind::receive_batch);
      result = start_receive(op, target);
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

submission datagram_base::send(std::span<const const_buffer> buffers, const endpoint* destination,
                               operation& op) {
  if (buffers.size() > buffers_per_call) return loop_.fail(op, invalid_argument());
  if (is_too_large(buffers)) return loop_.fail(op, too_large());
  send_request request;
  request.buffers = buffer_cursor<const_buffer>(buffers);
  if (destination != nullptr) {
    request.how = addressing::individual;
    request.destination = *destination;
  }
  return start_sending(request, op);
}

submission datagram_base::send_batch(std::span<const outgoing_datagram> batch, operation& op) {
  send_request request;
  request.batch = batch;
  request.is_batch = true;
  return start_sending(request, op);
}

submission datagram_base::start_sending(const send_request& request, operation& op) {
  std::error_code refused;
  std::optional<io_result> result;
  {
    const std::lock_guard lock(lock_);
    refused = refusal();
    if (!refused) {
      attach(op, request.is_batch ? operation_kind::send_batch : operation_kind::send);
      auto& pending = operation_access::emplace_native<send_request>(op, request);
      if (sends_.empty()) result = push(pending);
      if (!result) {
        sends_.push(op);
        const bool is_first = sends_.size() == 1;
        if (const auto error = is_first ? wait_to_send() : std::error_code()) {
          sends_.pop();
          result = ended(pending, error);
        }
      }
    }
  }
  if (refused) return loop_.fail(op, refused);
  return result ? loop_.finish_at_once(op, *result) : submission::pending;
}

// Hands over what the system takes at once. Returns the result, or nothing if the send has to wait.
std::optional<io_result> datagram_base::push(send_request& request) noexcept {
  turn_over_ = false;
  if (request.is_batch) return push_batch(request);
  if (request.how == addressing::to_peer) {
    if (!connected_) return io_result{std::make_error_code(std::errc::not_connected), 0};
  } else {
    // Linux would send this datagram, and other systems refuse it. So it is refused on all of them.
    if (connected_) return io_result{std::make_error_code(std::errc::already_connected), 0};
    if (const auto error = unsuitable(request.destination)) return io_result{error, 0};
  }
  return calls_.send(handle_, family_, request.buffers, request.target());
}

std::optional<io_result> datagram_base::push_batch(send_request& request) noexcept {
  // This is read each time, because the socket may have been connected while the batch waited.
  request.how = connected_ ? addressing::to_peer : addressing::individual;
  const std::size_t turn_end = request.sent + datagrams_in_a_row();
  while (request.sent < request.batch.size()) {
    turn_over_ = request.sent >= turn_end;
    if (turn_over_) return std::nullopt;
    auto next = request.batch.subspan(request.sent);
    next = next.first(std::min(next.size(), datagrams_per_call));
    const auto bad = std::ranges::find_if(
        next, [&](const auto& each) { return bool(unfit(each, request.how)); });
    if (bad == next.begin()) return ended(request, unfit(*bad, request.how));
    next = next.first(static_cast<std::size_t>(bad - next.begin()));
    const auto result = calls_.send(handle_, family_, request.how, next);
    if (!result) return std::nullopt;
    if (result->error) return ended(request, result->error);
    count_sent(request, result->bytes);
  }
  return io_result{{}, request.sent};
}

std::error_code datagram_base::unfit(const outgoing_datagram& next, addressing how) const noexcept {
  if (is_too_large(std::span(&next.payload, 1))) return too_large();
  return how == addressing::individual ? unsuitable(next.destination) : std::error_code();
}

io_result datagram_base::batch_of(std::span<const datagram> came) noexcept {
  std::size_t bytes = 0;
  for (const datagram& each : came) bytes += each.size;
  loop_.count_bytes(direction::receive, bytes);
  return {{}, came.size()};
}

void datagram_base::count_sent(send_request& request, std::size_t count) noexcept {
  assert(request.is_batch && request.sent + count <= request.batch.size());
  std::size_t bytes = 0;
  for (const auto& each : request.batch.subspan(request.sent, count)) bytes += each.payload.size();
  loop_.count_bytes(direction::send, bytes);
  request.sent += count;
}

void datagram_base::send_more() noexcept {
  assert(lock_.is_locked() && !closing());
  while (operation* const op = sends_.front()) {
    send_request& request = request_of(*op);
    std::optional<io_result> result = push(request);
    if (!result) {
      const std::error_code error = wait_to_send();
      if (!error) return;
      result = ended(request, error);
    }
    sends_.pop();
    loop_.complete(*op, *result);
  }
}

std::error_code datagram_base::connect(const endpoint& peer) noexcept {
  const std::lock_guard lock(lock_);
  if (const auto refused = refusal()) return refused;
  if (const auto error = unsuitable(peer)) return error;
  if (const auto error = calls_.connect(handle_, family_, peer)) return error;
  connected_ = true;
  peer_ = reachable(peer);
  return {};
}

void datagram_base::cancel() noexcept {
  const std::lock_guard lock(lock_);
  if (closing()) return;
  if (!receives_.empty()) look_again(direction::receive);
  if (!sends_.empty()) look_again(direction::send);
  for (operation* op = receives_.front(); op != nullptr;) {
    operation* const next = operation_access::next(*op);  // cancelling may remove `op`
    cancel_receive(*op);
    op = next;
  }
  if (sends_.empty()) return;
  if (!cancel_waiting_send()) return abandon_sends(canceled());
  operation* const first = sends_.pop();
  abandon_sends(canceled());
  sends_.push(*first);
}

void datagram_base::cancel(operation& op) noexcept {
  const std::lock_guard lock(lock_);
  if (closing()) return;
  if (receives_.contains(op)) {
    look_again(direction::receive);
    if (receives_.contains(op)) cancel_receive(op);
    return;
  }
  if (!sends_.contains(op)) return;
  look_again(direction::send);
  if (sends_.front() == &op && cancel_waiting_send()) return;
  if (sends_.remove(op)) loop_.complete(op, ended(request_of(op), canceled()));
}

void datagram_base::abandon_receives(const std::error_code& error) noexcept {
  while (operation* const op = receives_.pop()) loop_.complete(*op, {error, 0});
}

void datagram_base::abandon_sends(const std::error_code& error) noexcept {
  while (operation* const op = sends_.pop()) {
    loop_.complete(*op, ended(request_of(*op), error));
  }
}

void datagram_base::begin_close(close_mode) noexcept {
  if (handle_ == no_handle) return;
  close_tied();
  coalesced_.reset();
  handle_ = no_handle;
}

datagram_base::send_request& datagram_base::request_of(operation& op) noexcept {
  return *static_cast<send_request*>(operation_access::native(op));
}

std::error_code datagram_base::refusal() const noexcept {
  if (closing()) return std::make_error_code(std::errc::bad_file_descriptor);
  return loop_.shutting_down() ? canceled() : std::error_code();
}

// The systems report different errors for these destinations. So they are refused here, before the
// system is asked.
std::error_code datagram_base::unsuitable(const endpoint& destination) const noexcept {
  const address& host = destination.address();
  if (destination.port() == 0) return invalid_argument();
  if (host.is_v4() || host.is_v4_mapped()) return takes_ipv4_ ? std::error_code() : wrong_family();
  return family_ == ip_family::v6 ? std::error_code() : wrong_family();
}

std::error_code datagram_base::unsuitable_group(const address& group,
                                                const address& on) const noexcept {
  if (!is_multicast(group)) return invalid_argument();
  if (group.is_v4() != (family_ == ip_family::v4)) return wrong_family();
  const bool understood = group.is_v4() ? on.is_v4() : on.is_unspecified();
  return understood ? std::error_code() : invalid_argument();
}

std::error_code datagram_base::set(datagram_option which, std::size_t value) noexcept {
  const std::lock_guard lock(lock_);
  if (const auto refused = refusal()) return refused;
  return calls_.set_option(handle_, family_, which, value);
}

std::size_t datagram_base::buffer_size(direction which, std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = refusal();
  return error ? 0 : calls_.buffer_size(handle_, which, error);
}

std::error_code datagram_base::change(membership how, const address& group,
                                      const address& on) noexcept {
  const std::lock_guard lock(lock_);
  if (const auto refused = refusal()) return refused;
  if (const auto error = unsuitable_group(group, on)) return error;
  return calls_.change_membership(handle_, family_, how, group, on);
}

std::error_code datagram_base::set_multicast_interface(const address& on) noexcept {
  const std::lock_guard lock(lock_);
  if (const auto refused = refusal()) return refused;
  if (!on.is_unspecified() && on.is_v4() != (family_ == ip_family::v4)) return wrong_family();
  return calls_.set_multicast_interface(handle_, family_, on);
}

endpoint datagram_base::local_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = std::make_error_code(std::errc::bad_file_descriptor);
  return closing() ? endpoint() : calls_.local_endpoint(handle_, error);
}

endpoint datagram_base::remote_endpoint(std::error_code& error) const noexcept {
  const std::lock_guard lock(lock_);
  error = connected_ ? std::error_code() : std::make_error_code(std::errc::not_connected);
  return connected_ ? peer_ : endpoint();
}

naru::native_handle datagram_base::native_handle() const noexcept {
  const std::lock_guard lock(lock_);
  return calls_.visible(handle_);
}

}  // namespace naru::detail
