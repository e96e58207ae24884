#include "test_layer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

namespace layers {
namespace {

using naru::detail::layer_progress;

constexpr std::size_t header_size = 3;

enum class kind : std::uint8_t { hello = 1, answer, thanks, data, end, ping, pong, alert, unknown };

/// Counts a call for as long as it lasts.
class one_call {
 public:
  one_call(plan& of, bool allowed) : of_(of) {
    if (of_.calls.fetch_add(1) != 0 || !allowed) ++of_.breaches;
  }
  ~one_call() { --of_.calls; }
  one_call(const one_call&) = delete;
  one_call& operator=(const one_call&) = delete;

 private:
  plan& of_;
};

class xor_layer final : public naru::detail::stream_layer {
 public:
  xor_layer(plan& with, side which) : plan_(with), side_(which), random_(with.seed) {
    ++plan_.layers;
    input_.reserve(header_size + 65'535);
    plain_.reserve(65'535);
    output_.reserve(plan_.output_max + 70'000);
  }

  std::error_code start() override {
    const one_call call(plan_, !std::exchange(started_, true));
    ++plan_.starts;
    if (plan_.start_error) return fail(plan_.start_error);
    if (side_ == side::client) put(kind::hello, {});
    return {};
  }
  bool is_established() const noexcept override { return established_; }

  layer_progress feed(std::span<const std::byte> wire) override {
    const one_call call(plan_, can_be_called());
    std::size_t taken = 0;
    while (taken != wire.size() && plain_.size() == read_) {
      const std::size_t more = std::min(wanted() - input_.size(), wire.size() - taken);
      input_.insert(input_.end(), wire.begin() + static_cast<std::ptrdiff_t>(taken),
                    wire.begin() + static_cast<std::ptrdiff_t>(taken + more));
      taken += more;
      if (input_.size() != wanted()) continue;
      if (const std::error_code error = take_record()) return {fail(error), taken};
      input_.clear();
    }
    return {{}, taken};
  }
  std::error_code feed_end() override {
    const one_call call(plan_, can_be_called());
    if (ended_) return {};
    return fail(std::make_error_code(std::errc::connection_aborted));
  }

  layer_progress read(std::span<std::byte> plain) override {
    const one_call call(plan_, can_be_called());
    const std::size_t left = plain_.size() - read_;
    if (left == 0)
      return {ended_ ? make_error_code(naru::error::end_of_stream) : std::error_code(), 0};
    const std::size_t moved = step(std::min(left, plain.size()));
    std::memcpy(plain.data(), plain_.data() + read_, moved);
    read_ += moved;
    if (read_ == plain_.size()) {
      plain_.clear();
      read_ = 0;
    }
    return {{}, moved};
  }
  bool has_plain() const noexcept override { return plain_.size() != read_ || ended_; }

  layer_progress write(std::span<const std::byte> plain) override {
    const one_call call(plan_, can_be_called() && established_ && !said_end_);
    if (output().size() >= plan_.output_max) return {{}, 0};
    const std::size_t moved = step(std::min(plain.size(), plan_.record_max));
    put(kind::data, plain.first(moved));
    return {{}, moved};
  }
  std::error_code end() override {
    const one_call call(plan_, can_be_called() && !said_end_);
    said_end_ = true;
    put(kind::end, {});
    return {};
  }

  std::span<const std::byte> output() const noexcept override {
    return std::span(output_).subspan(sent_);
  }
  void drop_output(std::size_t bytes) noexcept override {
    const one_call call(plan_, bytes <= output().size());
    sent_ += bytes;
    if (sent_ == output_.size()) {
      output_.clear();
      sent_ = 0;
    }
  }
  void release_memory() noexcept override {
    const one_call call(plan_, can_be_called());
    ++plan_.releases;
  }

 private:
  [[nodiscard]] bool can_be_called() const { return started_ && !failed_; }

  std::size_t step(std::size_t most) {
    return plan_.step_max == 0 ? most : std::min<std::size_t>(most, 1 + random_() % plan_.step_max);
  }

  std::error_code fail(std::error_code error) {
    failed_ = true;
    put(kind::alert, {});
    return error;
  }

  void put(kind what, std::span<const std::byte> plain) {
    if (sent_ != 0) {
      output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(sent_));
      sent_ = 0;
    }
    output_.push_back(static_cast<std::byte>(what));
    output_.push_back(static_cast<std::byte>(plain.size() & 0xFFU));
    output_.push_back(static_cast<std::byte>(plain.size() >> 8U));
    for (const std::byte each : plain) output_.push_back(each ^ plan_.key);
  }

  [[nodiscard]] std::size_t wanted() const {
    if (input_.size() < header_size) return header_size;
    return header_size + std::to_integer<std::size_t>(input_[1]) +
           (std::to_integer<std::size_t>(input_[2]) << 8U);
  }

  std::error_code take_record() {
    const auto what = static_cast<kind>(input_[0]);
    const bool is_server = side_ == side::server;
    const bool is_of_handshake =
        what == kind::hello || what == kind::answer || what == kind::thanks;
    if (is_of_handshake) {
      if (plan_.refuses) return std::make_error_code(std::errc::permission_denied);
      if (plan_.is_silent) return {};
      if ((what == kind::answer) == is_server) return std::make_error_code(std::errc::bad_message);
      if (what == kind::hello) put(kind::answer, {});
      if (what == kind::answer) put(kind::thanks, {});
      established_ = what != kind::hello;
      return {};
    }
    if (what == kind::alert) {
      ++plan_.alerts;
      return std::make_error_code(std::errc::connection_refused);
    }
    if (!established_) return std::make_error_code(std::errc::bad_message);
    if (what == kind::data) {
      for (std::size_t i = header_size; i < input_.size(); ++i)
        plain_.push_back(input_[i] ^ plan_.key);
    } else if (what == kind::end) {
      ended_ = true;
      ++plan_.ends;
    } else if (what == kind::ping) {
      put(kind::pong, {});
    } else if (what != kind::pong) {
      return std::make_error_code(std::errc::bad_message);
    }
    return {};
  }

  plan& plan_;
  const side side_;
  std::minstd_rand random_;
  bool started_ = false;
  bool established_ = false;
  bool ended_ = false;
  bool said_end_ = false;
  bool failed_ = false;
  std::vector<std::byte> input_;
  std::vector<std::byte> plain_;
  std::size_t read_ = 0;
  std::vector<std::byte> output_;
  std::size_t sent_ = 0;
};

class identity_layer final : public naru::detail::stream_layer {
 public:
  std::error_code start() override { return {}; }
  bool is_established() const noexcept override { return true; }
  layer_progress feed(std::span<const std::byte> wire) override {
    if (!plain_.empty()) return {};
    plain_.assign(wire.begin(), wire.end());
    return {{}, wire.size()};
  }
  std::error_code feed_end() override {
    ended_ = true;
    return {};
  }
  layer_progress read(std::span<std::byte> plain) override {
    if (plain_.empty())
      return {ended_ ? make_error_code(naru::error::end_of_stream) : std::error_code(), 0};
    const std::size_t moved = std::min(plain.size(), plain_.size());
    std::copy_n(plain_.begin(), moved, plain.begin());
    plain_.erase(plain_.begin(), plain_.begin() + static_cast<std::ptrdiff_t>(moved));
    return {{}, moved};
  }
  bool has_plain() const noexcept override { return !plain_.empty() || ended_; }
  layer_progress write(std::span<const std::byte> plain) override {
    if (!output_.empty()) return {};
    output_.assign(plain.begin(), plain.end());
    return {{}, plain.size()};
  }
  std::error_code end() override { return {}; }
  std::span<const std::byte> output() const noexcept override { return output_; }
  void drop_output(std::size_t bytes) noexcept override {
    output_.erase(output_.begin(), output_.begin() + static_cast<std::ptrdiff_t>(bytes));
  }

 private:
  std::vector<std::byte> plain_;
  std::vector<std::byte> output_;
  bool ended_ = false;
};

contract::bytes record(kind what, std::size_t size) {
  return {static_cast<std::byte>(what), static_cast<std::byte>(size), std::byte{0}};
}

}  // namespace

std::unique_ptr<naru::detail::stream_layer> make_xor(plan& with, side which) {
  return std::make_unique<xor_layer>(with, which);
}
std::unique_ptr<naru::detail::stream_layer> make_identity() {
  return std::make_unique<identity_layer>();
}

contract::bytes ping_record() { return record(kind::ping, 0); }
contract::bytes broken_record() { return record(kind::unknown, 0); }

std::unique_ptr<naru::detail::stream_layer> xor_factory::make_server(
    const naru::detail::layered_connection&, std::error_code& failure) {
  failure = error;
  return error ? nullptr : make_xor(with_, side::server);
}
std::unique_ptr<naru::detail::stream_layer> xor_factory::make_client(
    const naru::detail::layered_connection&, std::error_code& failure) {
  failure = error;
  return error ? nullptr : make_xor(with_, side::client);
}

naru::tcp_stream over_xor(naru::tcp_stream&& plain, plan& with, side which) {
  return naru::detail::layer_over(std::move(plain), make_xor(with, which));
}
naru::tcp_stream identity_over_xor(naru::tcp_stream&& plain, plan& with, side which) {
  return naru::detail::layer_over(over_xor(std::move(plain), with, which), make_identity());
}

layered_pair::layered_pair(naru::proactor& proactor, contract::connected_pair plain)
    : client(over_xor(std::move(plain.client), client_plan, side::client)),
      server(over_xor(std::move(plain.server), server_plan, side::server)) {
  static_cast<void>(proactor);
}

layered_pair::layered_pair(naru::proactor& proactor)
    : layered_pair(proactor, contract::connected_pair(proactor)) {
  REQUIRE(!handshake(proactor, client).error);
  REQUIRE(!handshake(proactor, server).error);
}

half_layered::half_layered(put_on put)
    : server(put(std::move(plain.server), server_plan, side::server)), put_(put) {}

naru::tcp_stream half_layered::layered_client() {
  return put_(std::move(plain.client), client_plan, side::client);
}

void run_a_while(naru::proactor& proactor) {
  using namespace std::chrono_literals;
  for (int i = 0; i < 5; ++i) proactor.run_for(5ms);
}

naru::io_result handshake(naru::proactor& proactor, naru::tcp_stream& stream) {
  return contract::finish(proactor,
                          [&](naru::operation& op) { return naru::detail::handshake(stream, op); });
}

}  // namespace layers
