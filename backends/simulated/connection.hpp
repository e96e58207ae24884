// connection: a simulated TCP connection, from its first packet to the end of both of its sides.
//
// Each side has a flow of the bytes that it sends. A flow counts positions from the first byte:
//
//     taken <= arrived <= departed <= queued <= credited + window
//
// Bytes are queued when the sender's system accepts them, and depart in segments. They arrive in
// order, since a lost segment is sent again and those behind it wait. The receiver's program takes
// them. The sender learns of that a latency later; until then its window may be full. If the way
// back is cut it does not learn of it, sends again what has arrived, and gives up in the end.
#pragma once

#include <naru/buffer.hpp>
#include <naru/endpoint.hpp>
#include <naru/keep_alive_options.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <system_error>

#include "simulated/byte_ring.hpp"
#include "simulated/listening_port.hpp"
#include "simulated/network.hpp"
#include "simulated/recorded_event.hpp"
#include "simulated/side.hpp"
#include "values/buffer_cursor.hpp"

namespace naru::detail {

class connection final : public event_target, public std::enable_shared_from_this<connection> {
 public:
  /// How an attempt to move bytes went.
  struct outcome {
    std::size_t bytes = 0;
    std::error_code error = {};
    bool waits = false;  // nothing could be moved now; the watcher is told when it may be
  };

  /// A connection that `from` begins. `local` and `remote` are its client's endpoints.
  connection(network& net, network_host& from, const endpoint& local, const endpoint& remote);

  /// Sends the first packet. The client's watcher is told of the answer.
  void begin();
  /// Sends nothing. The client's watcher is told of that error when an answer could have come.
  void begin_in_vain(const std::error_code& error);
  /// True once the client knows how its attempt has ended.
  [[nodiscard]] bool has_answer() const noexcept { return has_answer_; }
  /// How it has ended. What breaks the connection later does not change the answer.
  [[nodiscard]] std::error_code answer() const noexcept { return answer_; }
  /// Why there is no connection, or not any more. Empty as long as nothing is wrong.
  [[nodiscard]] std::error_code failure(side me) const noexcept { return end(me).failure; }

  void watch(side me, network_watcher* watcher) noexcept { end(me).watcher = watcher; }
  [[nodiscard]] const endpoint& local(side me) const noexcept { return end(me).local; }
  [[nodiscard]] const endpoint& remote(side me) const noexcept { return end(other(me)).local; }

  /// No bytes without an error are the end of the stream.
  [[nodiscard]] outcome receive(side me, const buffer_cursor<mutable_buffer>& into,
                                std::size_t most);
  [[nodiscard]] outcome send(side me, const buffer_cursor<const_buffer>& from, std::size_t most);
  [[nodiscard]] bool is_readable(side me) const noexcept;
  /// Tells the watcher later, when others had their turn.
  void look_later(side me);

  /// The connection is broken at this side, which is told later, and reset at the other one.
  void break_off(side me, const std::error_code& error);
  /// Both sides are told later that it is reset. An attempt that has reached nobody goes on.
  void reset();
  /// True if its ends are those two hosts.
  [[nodiscard]] bool is_between(const network_host& one,
                                const network_host& another) const noexcept;

  std::error_code finish_sending(side me);
  void set_buffer(side me, direction which, std::size_t bytes) noexcept;
  [[nodiscard]] std::size_t buffer(side me, direction which) const noexcept;
  /// Looks for a peer that is gone, as keep_alive_options say.
  void keep_alive(side me, const keep_alive_options& options);
  void clear_keep_alive(side me) noexcept { ++end(me).keeping; }
  void reset_on_close(side me, bool on) noexcept { end(me).resets = on; }
  /// Bytes that were sent before still arrive, unless the side resets.
  void close(side me);

  void happen(std::uint64_t what) override;

 private:
  static constexpr std::size_t packet_bytes = 20;  // of one without payload
  static constexpr unsigned tries_max = 9;

  enum class packet : std::uint8_t {
    attempt,
    answer,
    refusal,
    no_answer,
    attempt_again,
    segment,
    finish,
    reset,
    reset_again,
    again,
    give_up,
    credit,
    look,
    probe
  };
  struct endpoint_state {
    network_host* host = nullptr;
    endpoint local;
    network_watcher* watcher = nullptr;
    std::error_code failure = {};
    std::size_t send_buffer = std::size_t{128} << 10;
    std::size_t receive_buffer = std::size_t{128} << 10;
    bool is_open = true;
    bool resets = false;
    bool resets_again = false;  // after a reset that was lost
    unsigned lost_resets = 0;
    keep_alive_options probing;
    std::uint64_t keeping = 0;  // how often the options have changed; probes of older ones are void
    timeline::time_point heard{};
    int unanswered = 0;  // probes
  };
  struct flow {
    byte_ring bytes;  // from taken to queued
    std::uint64_t taken = 0;
    std::uint64_t arrived = 0;
    std::uint64_t departed = 0;
    std::uint64_t queued = 0;
    std::uint64_t credited = 0;
    timeline::time_point last_arrival{};
    unsigned tries = 0;       // how often the next segment was sent without an answer
    bool is_unheard = false;  // what has arrived was not acknowledged
    bool is_retrying = false;
    bool is_waiting = false;  // the sender's window is full
    bool has_credit = false;  // on its way to the sender
    bool ends = false;        // the sender finishes after what is queued
    bool end_departed = false;
    bool end_arrived = false;
  };

  [[nodiscard]] endpoint_state& end(side which) noexcept {
    return ends_[static_cast<std::size_t>(which)];
  }
  [[nodiscard]] const endpoint_state& end(side which) const noexcept {
    return ends_[static_cast<std::size_t>(which)];
  }
  [[nodiscard]] flow& flow_of(side sender) noexcept {
    return flows_[static_cast<std::size_t>(sender)];
  }
  [[nodiscard]] const flow& flow_of(side sender) const noexcept {
    return flows_[static_cast<std::size_t>(sender)];
  }
  [[nodiscard]] std::size_t room(side sender) const noexcept;
  [[nodiscard]] std::size_t part_of(std::size_t bytes) noexcept;

  /// Sends one packet of `from`. `position` is that of its end. Returns false if it is lost.
  bool post(side from, packet kind, std::size_t bytes, std::uint64_t position = 0);
  void plan(timeline::duration later, packet kind, side at);
  /// True if a packet that is on its way to this side arrives nowhere.
  [[nodiscard]] bool is_away(side me) const noexcept {
    return network::is_away(*end(other(me)).host, *end(me).host);
  }
  /// True if this side hears of what becomes of its packets: the way back is not cut.
  [[nodiscard]] bool hears(side me) const noexcept {
    return net_.passes(*end(other(me)).host, *end(me).host);
  }
  [[nodiscard]] timeline::duration round_trip() const noexcept;
  /// How long a packet waits for its answer that was sent again so many times.
  [[nodiscard]] timeline::duration time_to_try_again(unsigned tries) const noexcept;

  void plan_probe(side me, timeline::time_point when);
  void probe(side me, std::uint64_t keeping);
  [[nodiscard]] bool is_answered(side me);

  void depart(side sender);
  void try_again_later(side sender);
  void acknowledge(side sender);
  void give_credit(side sender);
  void on_credit(side sender);
  void reset_peer(side me);
  void on_lost_reset(side me);
  void fail(side me, const std::error_code& error) noexcept;
  void tell(side me) noexcept;

  void on_attempt();
  void on_answer(const std::error_code& error);
  void try_attempt_again();
  void on_arrival(side receiver, packet kind, std::uint64_t position);

  // For the record, if there is one.

  void note_departure(side from, packet kind, std::size_t bytes, std::uint64_t position,
                      const link_state::passage& passage);
  void note_arrival(side at, packet kind, std::uint64_t position);
  void note_acknowledgement(side from);
  void note_full_backlog();
  [[nodiscard]] recorded_packet packet_of(side from, packet_kind kind) const;
  [[nodiscard]] static std::optional<packet_kind> recorded_kind(packet kind) noexcept;
  [[nodiscard]] static std::uint64_t sequence_of(packet kind, std::size_t bytes,
                                                 std::uint64_t position) noexcept;

  network& net_;
  std::shared_ptr<recorded_connection> noted_;  // once the record has heard of it
  std::array<endpoint_state, 2> ends_;
  std::array<flow, 2> flows_;
  std::error_code failure_to_come_;  // of an attempt in vain
  unsigned attempts_ = 0;
  bool is_established_ = false;  // the server has answered
  bool has_answer_ = false;      // the client knows
  std::error_code answer_;       // what it knows then
};

}  // namespace naru::detail
