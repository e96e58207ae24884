#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "link.hpp"

namespace bench {
namespace {

constexpr std::string_view request =
    "GET / HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "\r\n";
constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::size_t head_max = 4096;

// Takes the headers out of the server's frames.
class frames {
 public:
  /// Moves the bytes of the messages to the front, and returns their number.
  std::size_t strip(std::span<std::byte> bytes) {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < bytes.size();) {
      if (missing_ == 0) {
        take_header(bytes[at++]);
        continue;
      }
      const std::size_t part = std::min(missing_, bytes.size() - at);
      std::memmove(&bytes[kept], &bytes[at], part);
      kept += part;
      at += part;
      missing_ -= part;
    }
    return kept;
  }

 private:
  void take_header(std::byte next) {
    header_[have_++] = next;
    if (have_ < 2) return;
    const auto short_length = std::to_integer<std::size_t>(header_[1]);
    const auto kind = std::to_integer<unsigned>(header_[0]) & 0x0FU;
    if (kind > 2 || short_length > 127) {
      throw std::runtime_error("the server has sent a frame that is no message");
    }
    const std::size_t extra = short_length == 127 ? 8 : short_length == 126 ? 2 : 0;
    if (have_ < 2 + extra) return;
    missing_ = extra == 0 ? short_length : 0;
    for (std::size_t i = 2; i < have_; ++i) {
      missing_ = missing_ << 8U | std::to_integer<std::size_t>(header_[i]);
    }
    have_ = 0;
  }

  std::array<std::byte, 10> header_{};
  std::size_t have_ = 0;
  std::size_t missing_ = 0;  // bytes of the present frame
};

class web_socket final : public link {
 public:
  explicit web_socket(std::unique_ptr<link> below) : below_(std::move(below)) {
    const auto asked = std::as_bytes(std::span(request));
    if (below_->send_some(asked) != asked.size()) {
      throw std::runtime_error("a new connection did not take the request of a WebSocket");
    }
    const std::string head = read_head();
    if (!head.starts_with("HTTP/1.1 101 ")) {
      throw std::runtime_error("the server refuses a WebSocket: " + head);
    }
  }

  [[nodiscard]] int socket() const noexcept override { return below_->socket(); }
  [[nodiscard]] std::size_t receive_some(std::span<std::byte> room) override {
    std::size_t moved = 0;
    while (moved != room.size()) {
      const auto rest = room.subspan(moved);
      const std::size_t bytes = below_->receive_some(rest);
      moved += frames_.strip(rest.first(bytes));
      if (bytes < rest.size()) break;
    }
    return moved;
  }
  [[nodiscard]] std::size_t send_some(std::span<const std::byte> bytes) override {
    return below_->send_some(bytes);
  }

 private:
  std::string read_head() {
    std::string head;
    while (!head.ends_with(end_of_head) && head.size() < head_max) {
      std::byte next{};
      if (below_->receive_some({&next, 1}) == 0) {
        wait_for(below_->socket(), false);
      } else {
        head += static_cast<char>(next);
      }
    }
    return head;
  }

  std::unique_ptr<link> below_;
  frames frames_;
};

}  // namespace

std::unique_ptr<link> web_socket_link(std::unique_ptr<link> below) {
  return std::make_unique<web_socket>(std::move(below));
}

}  // namespace bench
