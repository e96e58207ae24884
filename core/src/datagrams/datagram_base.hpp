// datagram_base: what the backends' datagram sockets share: the rows of pending receives and sends,
// everything about sending but the waiting, options, closing.
//
// Sends try the system's call at once and wait only where it would block; then they form a row
// whose first one the backend waits for. A transfer that is too large for the system fails in that
// first call, before there is a request whose fate would be in doubt.
#pragma once

#include "datagrams/datagram_handle.hpp"
#include "loop/loop.hpp"
#include "loop/operation_queue.hpp"
#include "sockets/socket_base.hpp"
#include "values/no_handle.hpp"

namespace naru::detail {

class datagram_base : public datagram_socket, public socket_base {
 public:
  submission receive(mutable_buffer buffer, endpoint* source, operation& op) final;
  submission receive_batch(std::span<datagram> batch, operation& op) final;
  submission send(std::span<const const_buffer> buffers, const endpoint* destination,
                  operation& op) final;
  submission send_batch(std::span<const outgoing_datagram> batch, operation& op) final;
  std::error_code connect(const endpoint& peer) noexcept final;
  void cancel() noexcept final;
  void cancel(operation& op) noexcept final;
  submission close(operation* closed) noexcept final {
    return socket_base::close(close_mode::graceful, closed);
  }
  std::error_code set(datagram_option which, std::size_t value) noexcept final;
  std::size_t buffer_size(direction which, std::error_code& error) const noexcept final;
  std::error_code change(membership how, const address& group, const address& on) noexcept final;
  std::error_code set_multicast_interface(const address& on) noexcept final;
  endpoint local_endpoint(std::error_code& error) const noexcept final;
  endpoint remote_endpoint(std::error_code& error) const noexcept final;
  [[nodiscard]] naru::native_handle native_handle() const noexcept final;
  [[nodiscard]] bool is_open() const noexcept final { return !closing(); }
  void release() noexcept final { socket_base::release(); }

  /// Once, before anything else.
  std::error_code open(const endpoint& local, const udp_options& options) noexcept;

 protected:
  /// Where a receive puts what comes: one buffer and who sent it, or a batch.
  struct receive_target {
    mutable_buffer buffer;
    endpoint* source = nullptr;
    std::span<datagram> batch;

    [[nodiscard]] bool is_batch() const noexcept { return !batch.empty(); }
    [[nodiscard]] bool only_waits() const noexcept { return batch.empty() && buffer.empty(); }
    /// The outcome of a single receive.
    io_result take(const datagram& came) const noexcept;
  };

  /// A pending send. Lies in its operation.
  struct send_request {
    buffer_cursor<const_buffer> buffers{{}};
    endpoint destination;
    addressing how = addressing::to_peer;
    std::span<const outgoing_datagram> batch;
    std::size_t sent = 0;  // of the batch
    bool is_batch = false;

    /// Null for the peer.
    [[nodiscard]] const endpoint* target() const noexcept {
      if (how == addressing::to_peer) return nullptr;
      return is_batch ? &batch[sent].destination : &destination;
    }
  };

  using socket_base::socket_base;

  // All with the lock held.

  /// Ties an open handle to the backend, for good. On failure it is closed by its old name.
  virtual std::error_code tie(naru::native_handle handle) noexcept = 0;
  /// Starts a receive: the result where there is one already; otherwise `op` is in receives_.
  virtual std::optional<io_result> start_receive(operation& op,
                                                 const receive_target& target) noexcept = 0;
  /// The first of sends_ has to wait: has send_more called when there is room. An error means that
  /// this is not possible; then the first cannot be sent.
  [[nodiscard]] virtual std::error_code wait_to_send() noexcept = 0;
  /// Before operations of that row are cancelled: serves those whose datagrams or room the system
  /// has already, if nobody may have asked it since.
  virtual void look_again(direction) noexcept {}
  /// Has a receive that is in receives_ end with operation_canceled.
  virtual void cancel_receive(operation& op) noexcept = 0;
  /// The first of sends_ is being waited for: ends it, now or by send_more. False where it just has
  /// to leave the row.
  virtual bool cancel_waiting_send() noexcept = 0;
  /// Cancels the system's requests and closes the handle; completes what then has no request left.
  virtual void close_tied() noexcept = 0;

  /// Sends from the front of the row until it is empty or has to wait again.
  void send_more() noexcept;
  /// These have come for a batch: counts them, and says so.
  io_result batch_of(std::span<const datagram> came) noexcept;
  /// These have left, of a batch.
  void count_sent(send_request& request, std::size_t count) noexcept;
  /// Ends every operation of a row.
  void abandon_receives(const std::error_code& error) noexcept;
  void abandon_sends(const std::error_code& error) noexcept;

  [[nodiscard]] static send_request& request_of(operation& op) noexcept;
  /// What a send that ends early has come to.
  [[nodiscard]] static io_result ended(const send_request& request,
                                       const std::error_code& error) noexcept {
    return {error, request.sent};
  }
  [[nodiscard]] static std::error_code canceled() noexcept {
    return std::make_error_code(std::errc::operation_canceled);
  }

  naru::native_handle handle_ = no_handle;
  ip_family family_ = ip_family::v4;
  operation_queue receives_;
  operation_queue sends_;
  bool turn_over_ = false;  // the first of sends_ waits for its next turn, not for room

 private:
  void begin_close(close_mode mode) noexcept final;
  void forget(operation&) noexcept final {}

  [[nodiscard]] std::error_code refusal() const noexcept;
  [[nodiscard]] std::error_code unsuitable(const endpoint& destination) const noexcept;
  [[nodiscard]] std::error_code unfit(const outgoing_datagram& next, addressing how) const noexcept;
  [[nodiscard]] std::error_code unsuitable_group(const address& group,
                                                 const address& on) const noexcept;
  submission start_receiving(const receive_target& target, operation& op);
  submission start_sending(const send_request& request, operation& op);
  std::optional<io_result> push(send_request& request) noexcept;
  std::optional<io_result> push_batch(send_request& request) noexcept;

  bool takes_ipv4_ = true;  // by mapped addresses
  bool connected_ = false;
  endpoint peer_;
};

}  // namespace naru::detail
