// Helpers that the tests of sessions share.
#include "sessions.hpp"

#include <cstring>

#include "system.hpp"

namespace contract {

bytes framed(std::string_view text) {
  bytes out(*wire::encoded_size(naru::buffer(text)));
  wire::encode(naru::buffer(text), out);
  return out;
}

bytes joined(bytes first, const bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::string text_of(naru::const_buffer message) { return std::string(message); }

bytes bytes_of(std::string_view text) {
  const naru::const_buffer all = naru::buffer(text);
  return {all.begin(), all.end()};
}

journal::~journal() { CHECK(out_of_turn_ == 0); }

void journal::connected() { ++connected_; }

void journal::message(std::string text) {
  const std::lock_guard lock(mutex_);
  messages_.push_back(std::move(text));
  ++message_count_;
}

void journal::closed(naru::close_reason reason) {
  reason_ = reason;
  ++endings_for_[static_cast<std::size_t>(reason)];
  ++closed_;
}

int journal::endings_for(naru::close_reason reason) const {
  return endings_for_[static_cast<std::size_t>(reason)];
}

std::vector<std::string> journal::messages() const {
  const std::lock_guard lock(mutex_);
  return messages_;
}

/// Lives while one of the session's functions runs, and knows in which part of its life the
/// session is.
class scripted_session::turn {
 public:
  turn(scripted_session& session, stage_of_life expected) : session_(session) {
    if (session.in_turn_.exchange(true)) session.written_.out_of_turn();
    if (session.life_ != expected) session.written_.out_of_turn();
  }
  ~turn() { session_.in_turn_ = false; }
  turn(const turn&) = delete;
  turn& operator=(const turn&) = delete;

 private:
  scripted_session& session_;
};

void scripted_session::on_connected() {
  const turn mine(*this, stage_of_life::before);
  life_ = stage_of_life::during;
  written_.connected();
  if (lines_.connected) lines_.connected(*this);
}

void scripted_session::on_message(naru::const_buffer message) {
  const turn mine(*this, stage_of_life::during);
  written_.message(text_of(message));
  if (lines_.message) lines_.message(*this, text_of(message));
}

void scripted_session::on_closed(naru::close_reason reason) {
  const turn mine(*this, stage_of_life::during);
  life_ = stage_of_life::after;
  if (lines_.closed) lines_.closed(*this, reason);
  written_.closed(reason);
}

void scripted_session::on_send_queue_full() {
  const turn mine(*this, stage_of_life::during);
  ++full;
  if (lines_.queue_full) lines_.queue_full(*this);
}

void scripted_session::on_send_queue_drained() {
  const turn mine(*this, stage_of_life::during);
  ++drained;
  if (lines_.queue_drained) lines_.queue_drained(*this);
}

peer::peer(naru::proactor& proactor, const naru::endpoint& server)
    : proactor_(proactor), stream_(proactor) {
  early_end_ = connect(proactor, stream_, server).error;
  REQUIRE(one_of(early_end_, {std::error_condition(), std::errc::connection_reset}));
}

bool peer::send(naru::const_buffer sent) { return !contract::send(proactor_, stream_, sent).error; }

std::string peer::receive() {
  std::array<std::byte, 4> header;
  if (receive_exactly(proactor_, stream_, header).error) return {};
  std::size_t size = 0;
  for (const std::byte each : header) size = size << 8 | std::to_integer<std::size_t>(each);
  std::string text(size, '\0');
  if (receive_exactly(proactor_, stream_, naru::buffer(text)).error) return {};
  return text;
}

bytes peer::receive_bytes(std::size_t size) {
  bytes all(size);
  all.resize(receive_exactly(proactor_, stream_, all).bytes);
  return all;
}

std::error_code peer::receive_end() {
  if (early_end_) return early_end_;
  std::array<std::byte, 256> rest;
  while (true) {
    const naru::io_result result = contract::receive(proactor_, stream_, rest);
    if (result.error) return result.error;
  }
}

bool is_reset(const std::error_code& error) {
  return error == std::errc::connection_reset || error == std::errc::connection_aborted ||
         (is_emulated() && error == naru::error::end_of_stream);
}

bool is_turned_away(naru::proactor& proactor, const naru::endpoint& server) {
  naru::tcp_stream stream(proactor);
  std::error_code error = connect(proactor, stream, server).error;
  std::array<std::byte, 1> room{};
  if (!error) error = receive(proactor, stream, naru::buffer(room)).error;
  return is_reset(error);
}

// It keeps itself alive while its receive is pending.
struct collector::state : std::enable_shared_from_this<state> {
  state(naru::tcp_stream& from, on_message next) : stream(from), taken(std::move(next)) {}

  void receive() {
    kept = shared_from_this();
    stream.receive(std::span(room).subspan(filled), received);
  }
  void on_received(naru::io_result result) {
    const std::shared_ptr<state> alive = std::move(kept);
    const std::lock_guard lock(mutex);
    if (gone) return;
    bytes_received += result.bytes;
    if (result.error) {
      end = result.error;
      ended = true;
      return stream.close();
    }
    filled += result.bytes;
    take_messages();
    receive();
  }
  void take_messages() {
    std::size_t begin = 0;
    while (begin != filled) {
      const naru::const_buffer rest = std::span(room).subspan(begin, filled - begin);
      const naru::frame<> next = decoder.decode(rest, std::size_t{1} << 30);
      if (next.bytes > room.size()) room.resize(next.bytes);
      if (next.status != naru::frame_status::complete) break;
      if (taken) taken(next.message);
      ++messages;
      begin += next.bytes;
    }
    std::memmove(room.data(), room.data() + begin, filled - begin);
    filled -= begin;
  }

  naru::tcp_stream& stream;  // not used once `gone`
  const on_message taken;
  wire decoder;
  bytes room = bytes(std::size_t{1} << 16);
  std::size_t filled = 0;
  std::shared_ptr<state> kept;
  naru::member_callback received = naru::bind<&state::on_received>(this);
  std::mutex mutex;  // guards `gone` and `stream`
  bool gone = false;
  std::atomic<std::size_t> messages{0};
  std::atomic<std::size_t> bytes_received{0};
  std::atomic<bool> ended{false};
  std::error_code end;  // valid once `ended`
};

collector::collector(naru::proactor& proactor, const naru::endpoint& server, on_message taken)
    : peer_(proactor, server), state_(std::make_shared<state>(peer_.stream(), std::move(taken))) {}

collector::~collector() {
  const std::lock_guard lock(state_->mutex);
  state_->gone = true;
}

void collector::start() { state_->receive(); }
std::size_t collector::messages() const { return state_->messages; }
std::size_t collector::bytes_received() const { return state_->bytes_received; }
std::error_code collector::end() const { return state_->ended ? state_->end : std::error_code(); }

stage::stage(const naru::server_options& options, script text)
    : lines(std::move(text)), server(*proactor, options, [this] {
        return std::make_shared<scripted_session>(written, lines);
      }) {
  server.start();
}

stage::stage(const naru::session_options& options, script text)
    : stage(with_limits(options), std::move(text)) {}

stage::stage(script text) : stage(naru::session_options(), std::move(text)) {}

peer stage::join() {
  const int before = written.connections();
  peer joined(*proactor, server.local_endpoint());
  REQUIRE(until([&] { return written.connections() > before; }));
  return joined;
}

std::shared_ptr<scripted_session> stage::only() const {
  std::shared_ptr<scripted_session> found;
  server.for_each([&](scripted_session& each) { found = each.self(); });
  REQUIRE(found);
  return found;
}

naru::server_options with_limits(const naru::session_options& sessions) {
  naru::server_options options;
  options.address = loopback();
  options.sessions = sessions;
  return options;
}

}  // namespace contract
