// layered_stream: a stream whose bytes pass through a layer, such as TLS, on their way to and from
// another stream.
//
// All calls of the layer, and all decisions, are made in a turn. One thread at a time has it. Who
// comes meanwhile (a program that starts, cancels or closes something, a transfer of the stream
// below that has ended) leaves a note under the lock. The thread that has the turn looks for notes
// before it leaves, under the same lock. So nothing is decided in one critical section and done in
// another, and no lock is held while the layer or the stream below is called.
//
//     start, cancel, close, shutdown_send, on_received, on_sent, on_below_ready
//       │                 a note, and the turn if it is free
//       └ run_turn → work
//           ├ begin_below     waits for the handshakes of the layers below, then starts the layer
//           ├ serve_input     stream below → wire_in_ → layer.feed, layer.read → the program
//           ├ serve_output    the program → layer.write, layer.output → wire_out_ → stream below
//           └ decide_…        which operations have their result
//
// Until every layer below has finished its handshake, the layer is not called. So a handshake that
// has succeeded has done so in all of them, also if this layer has none of its own.
//
// The stream below is read only while the handshake runs or the program receives. So a peer that
// sends too much is held up by TCP. What the layer has to send is sent whether or not the program
// sends.
//
// The last bytes of a layer that has failed, such as an alert or an answer, tell the peer why. A
// system that closes a connection with unread bytes resets it, which may take them away. So whoever
// wants them to arrive calls shutdown_send after the failure, and receives: that receive drops what
// comes, and ends with the failure once the peer ends, or after dropped_after_failure_max bytes.
#pragma once

#include <naru/detail/stream_layer.hpp>
#include <naru/error.hpp>

#include <cassert>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "sockets/socket_base.hpp"
#include "sockets/transfer.hpp"
#include "sockets/wire_buffer.hpp"

namespace naru::detail {

/// The number of receives or sends of the stream below that a cancelled operation still makes, to
/// take what the system holds. Each moves at most one wire_buffer.
inline constexpr std::uint8_t wire_looks_after_cancel = 64;
/// The number of bytes that a stream drops for a peer that goes on after a failure.
inline constexpr std::size_t dropped_after_failure_max = std::size_t{1} << 20;

class layered_stream final : public stream_socket, public socket_base {
 public:
  layered_stream(loop& owner, stream_pointer&& below, std::unique_ptr<stream_layer> layer)
      : socket_base(owner), below_(std::move(below)), layer_(std::move(layer)) {}

  /// Begins the handshake. Called once, before the program has the stream.
  void begin() noexcept;

  submission connect(const endpoint& peer, operation& op) override;
  submission connect(const unix_endpoint& peer, operation& op) override;
  submission receive(std::span<const mutable_buffer> buffers, operation& op) override;
  submission receive_exactly(std::span<const mutable_buffer> buffers, operation& op) override;
  submission send(std::span<const const_buffer> buffers, operation& op) override;
  submission handshake(operation& op) override;
  void cancel(direction which) noexcept override;
  void cancel(operation& op) noexcept override;
  submission close(close_mode mode, operation* closed) noexcept override {
    return socket_base::close(mode, closed);
  }
  std::error_code shutdown_send() noexcept override;
  std::error_code use_handle(handle_function function, void* context) noexcept override;
  /// These two are refused: a layer has bytes that the handle does not know.
  std::error_code adopt(native_handle handle, socket_family family) noexcept override;
  std::error_code release_handle(native_handle& handle) noexcept override;
  endpoint local_endpoint(std::error_code& error) const noexcept override;
  endpoint remote_endpoint(std::error_code& error) const noexcept override;
  [[nodiscard]] bool is_open() const noexcept override { return !closing(); }
  void release() noexcept override { socket_base::release(); }

 private:
  using lock_holder = std::unique_lock<spin_lock>;

  /// A transfer of the stream below.
  struct wire_operation final : operation {
    using function = void (layered_stream::*)() noexcept;
    wire_operation(layered_stream& of, function at_end) noexcept
        : operation(&wire_operation::run, inline_completion::allowed), stream(of), ended(at_end) {}
    static void run(operation& self) {
      auto& done = static_cast<wire_operation&>(self);
      (done.stream.*done.ended)();
    }

    layered_stream& stream;
    function ended;
  };
  enum class wire_state : std::uint8_t { idle, pending, cancelling };

  /// An operation of the program, as one pass of a turn sees it.
  struct asked {
    operation* op = nullptr;
    bool cancelled = false;
    std::optional<io_result> result;

    [[nodiscard]] bool waits() const noexcept { return op != nullptr && !result; }
  };
  /// The notes that one pass of a turn acts on.
  struct pass {
    asked handshake;
    asked receive;
    asked send;
    bool closes = false;
    bool ends = false;            // shutdown_send was called
    bool has_received = false;    // the receive of the stream below has ended
    bool has_sent = false;        // the send of the stream below has ended
    bool below_is_ready = false;  // the handshake of the stream below has ended
    bool has_looked = false;      // what was cancelled on the stream below found nothing
  };

  ~layered_stream() override = default;

  // Other threads call these.

  void begin_close(close_mode mode) noexcept override;
  void close_handle() noexcept override;
  template <class Buffer>
  submission start(transfer<Buffer>& own, std::span<const Buffer> buffers, extent amount,
                   operation& op);
  void on_received() noexcept;
  void on_sent() noexcept;
  void on_below_ready() noexcept;
  /// Needs the lock. Why no operation can start.
  [[nodiscard]] std::error_code refusal() const noexcept;

  // The turn: layered_turn.cpp.

  /// Takes the turn, or leaves it to the thread that has it, which looks again. Returns the result
  /// of `own`, if this turn has decided it; the caller completes `own` then. Each other operation
  /// that has its result is completed. After the call this object may be gone, unless `own` or the
  /// caller's hold keeps it.
  std::optional<io_result> run_turn(lock_holder lock, const operation* own) noexcept;
  [[nodiscard]] pass take_notes() noexcept;
  void free_places(const pass& now) noexcept;
  void complete(const asked& what, const operation* own, std::optional<io_result>& own_result);
  void work(pass& now) noexcept;
  void move(pass& now);
  void begin_below(pass& now) noexcept;
  void take_below_ready(pass& now) noexcept;
  void close_below(pass& now) noexcept;
  void decide(pass& now) noexcept;
  void decide_handshake(pass& now) const noexcept;
  void decide_receive(pass& now) const noexcept;
  void decide_send(pass& now) noexcept;
  void cancel_what_is_not_wanted(const pass& now) noexcept;
  void give_memory_back(const pass& now) noexcept;
  void fail(const std::error_code& error) noexcept;

  // The input and the output: layered_transfer.cpp. Each is called in a turn.

  bool serve_input(pass& now);
  bool read_plain(pass& now);
  bool feed(pass& now);
  bool feed_end();
  void end_input(const std::error_code& error) noexcept;
  bool drop_input(const pass& now) noexcept;
  [[nodiscard]] bool drops(const pass& now) const noexcept;
  bool start_wire_receive(pass& now);
  void take_received(pass& now, bool was_pending) noexcept;
  [[nodiscard]] bool wants_wire(const pass& now) const noexcept;

  bool serve_output(pass& now);
  bool write_plain(pass& now);
  bool collect_output();
  bool start_wire_send(const pass& now);
  void take_sent(const pass& now, bool was_pending) noexcept;
  void end_conversation(const pass& now);
  bool shut_below_down(const pass& now) noexcept;
  /// The handshakes of this layer and of all below it have succeeded.
  [[nodiscard]] bool is_established() const noexcept {
    return is_below_ready_ && layer_->is_established();
  }
  /// The program sends, and the layer has not taken all of it.
  [[nodiscard]] bool is_writing(const pass& now) const noexcept {
    return now.send.waits() && !send_ends_at_;
  }
  [[nodiscard]] bool wants_to_end(const pass& now) const noexcept {
    return (now.ends || now.closes) && !has_ended_;
  }
  [[nodiscard]] bool has_output() const noexcept;
  /// Everything that the layer had to send has been sent, or cannot be sent any more.
  [[nodiscard]] bool is_flushed() const noexcept;
  /// The operation waits for something to receive, and has no room.
  [[nodiscard]] bool only_waits(const asked& receive) const noexcept {
    return receive.waits() && receive_.wanted == extent::some && receive_.left.finished();
  }

  const stream_pointer below_;
  const std::unique_ptr<stream_layer> layer_;  // called in a turn

  // Guarded by the lock.

  bool turn_is_taken_ = false;
  bool look_again_ = false;  // a note was left while the turn was taken
  operation* handshake_ = nullptr;
  bool handshake_is_cancelled_ = false;
  bool is_ending_ = false;  // shutdown_send was called
  bool has_received_ = false;
  bool has_sent_ = false;
  bool has_below_ended_handshake_ = false;
  close_mode close_mode_ = close_mode::graceful;
  // `pending` and `cancelled` of these two. The rest belongs to the turn while an operation is
  // pending.
  transfer<mutable_buffer> receive_;
  transfer<const_buffer> send_;

  // These belong to the turn.

  bool is_below_ready_ = false;  // which has succeeded
  bool has_begun_ = false;       // layer_->start was called
  bool has_ended_ = false;       // layer_->end was called
  bool is_shut_down_ = false;    // the stream below does not send any more
  bool is_below_closed_ = false;
  bool has_been_used_ = false;    // the layer may have memory to give back
  std::error_code failure_;       // of the layer: both directions fail
  std::error_code input_over_;    // nothing follows what has been read
  std::error_code wire_ended_;    // the stream below gives no more bytes
  std::error_code output_error_;  // nothing can be sent any more
  std::size_t dropped_ = 0;       // bytes that came after the failure
  bool has_fed_end_ = false;
  bool wire_waits_ = false;        // the receive of the stream below has no room
  bool wire_is_readable_ = false;  // and has found that something came
  bool wire_lacks_memory_ = false;
  bool send_was_cut_ = false;                  // by a cancel: what is on its way is not known
  std::uint64_t collected_ = 0;                // bytes of the layer's output so far
  std::uint64_t sent_ = 0;                     // the sent ones among them
  std::optional<std::uint64_t> send_ends_at_;  // the send is done when so many bytes are sent
  std::size_t confirmed_ = 0;              // bytes of the send of which all output has been sent
  wire_state shaking_ = wire_state::idle;  // the handshake of the stream below
  wire_state receiving_ = wire_state::idle;
  wire_state sending_ = wire_state::idle;
  wire_buffer wire_in_;
  wire_buffer wire_out_;
  wire_operation wire_handshake_{*this, &layered_stream::on_below_ready};
  wire_operation wire_receive_{*this, &layered_stream::on_received};
  wire_operation wire_send_{*this, &layered_stream::on_sent};
};

}  // namespace naru::detail
