// datagram_base: the part that the datagram sockets of all backends share. It has the rows of
// pending receives and sends, options and closing. It does all of sending except the waiting.
//
// A send first tries a call of the system that does not wait. If that would block, the send joins a
// row, and the backend waits for the first send of the row. A datagram that is too large for the
// system fails in that first call. So no request exists yet, and its result is never in doubt.
#pragma once

#include "datagrams/coalesced_datagrams.hpp"
#include "datagrams/datagram_calls.hpp"
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

  /// Called once, before all other functions.
  std::error_code open(const endpoint& local, const udp_options& options) noexcept;

 protected:
  /// The place for the datagrams of a receive: one buffer and the sender's endpoint, or a batch.
  struct receive_target {
    mutable_buffer buffer;
    endpoint* source = nullptr;
    std::span<datagram> batch;

    [[nodiscard]] bool is_batch() const noexcept { return !batch.empty(); }
    [[nodiscard]] bool only_waits() const noexcept { return batch.empty() && buffer.empty(); }
    /// Makes the result of a receive of one datagram.
    io_result take(const datagram& came) const noexcept;
  };

  /// A pending send. It lies in the storage of its operation.
  struct send_request {
    buffer_cursor<const_buffer> buffers{{}};
    endpoint destination;
    addressing how = addressing::to_peer;
    std::span<const outgoing_datagram> batch;
    std::size_t sent = 0;  // how many datagrams of the batch are sent
    bool is_batch = false;

    /// The destination, or null for the connected peer.
    [[nodiscard]] const endpoint* target() const noexcept {
      if (how == addressing::to_peer) return nullptr;
      return is_batch ? &batch[sent].destination : &destination;
    }
  };

  explicit datagram_base(loop& owner, datagram_calls& calls = system_datagram_calls())
      : socket_base(owner), calls_(calls) {}

  // The functions that a backend adds. They are called with the lock held.

  /// Ties an open handle to the backend, for as long as the handle is open. On failure the caller
  /// closes the handle.
  virtual std::error_code tie(naru::native_handle handle) noexcept = 0;
  /// Starts a receive. Returns the result if there is one already. Otherwise `op` is in receives_
  /// afterwards.
  virtual std::optional<io_result> start_receive(operation& op,
                                                 const receive_target& target) noexcept = 0;
  /// The first of sends_ has to wait: calls send_more when there is room. Returns an error if it
  /// cannot wait, and then the first send fails.
  [[nodiscard]] virtual std::error_code wait_to_send() noexcept = 0;
  /// Called before operations of that row are cancelled. Serves the operations for which the system
  /// holds datagrams or room already, if no thread may have asked the system since.
  virtual void look_again(direction) noexcept {}
  /// Makes a receive in receives_ end with operation_canceled.
  virtual void cancel_receive(operation& op) noexcept = 0;
  /// Ends the first of sends_, now or by send_more, if a request of it is with the system. Returns
  /// false if that send only has to leave the row.
  virtual bool cancel_waiting_send() noexcept = 0;
  /// Cancels the system's requests and closes the handle. Completes the operations that have no
  /// request left.
  virtual void close_tied() noexcept = 0;

  /// The calls that understand this socket's handle.
  [[nodiscard]] datagram_calls& calls() const noexcept { return calls_; }
  /// Sends from the front of the row, until it is empty or the first send has to wait again.
  void send_more() noexcept;
  /// Counts the datagrams that a batch has received, and returns its result.
  io_result batch_of(std::span<const datagram> came) noexcept;
  /// Counts the datagrams of a batch that were sent.
  void count_sent(send_request& request, std::size_t count) noexcept;
  /// These end every operation of a row.
  void abandon_receives(const std::error_code& error) noexcept;
  void abandon_sends(const std::error_code& error) noexcept;

  [[nodiscard]] static send_request& request_of(operation& op) noexcept;
  /// Makes the result of a send that ends early.
  [[nodiscard]] static io_result ended(const send_request& request,
                                       const std::error_code& error) noexcept {
    return {error, request.sent};
  }
  [[nodiscard]] static std::error_code canceled() noexcept {
    return std::make_error_code(std::errc::operation_canceled);
  }

  naru::native_handle handle_ = no_handle;
  ip_family family_ = ip_family::v4;
  std::unique_ptr<coalesced_datagrams> coalesced_;  // if not null, receives by this object alone
  operation_queue receives_;
  operation_queue sends_;
  bool turn_over_ = false;  // the first of sends_ waits for other sockets, not for room

 private:
  void begin_close(close_mode mode) noexcept final;

  [[nodiscard]] std::error_code refusal() const noexcept;
  [[nodiscard]] std::error_code unsuitable(const endpoint& destination) const noexcept;
  [[nodiscard]] std::error_code unfit(const outgoing_datagram& next, addressing how) const noexcept;
  [[nodiscard]] std::error_code unsuitable_group(const address& group,
                                                 const address& on) const noexcept;
  submission start_receiving(const receive_target& target, operation& op);
  submission start_sending(const send_request& request, operation& op);
  std::optional<io_result> push(send_request& request) noexcept;
  std::optional<io_result> push_batch(send_request& request) noexcept;

  datagram_calls& calls_;   // those that understand handle_
  bool takes_ipv4_ = true;  // an IPv6 socket takes IPv4 as mapped addresses
  bool connected_ = false;
  endpoint peer_;
};

}  // namespace naru::detail
