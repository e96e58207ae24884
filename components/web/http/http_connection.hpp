// http_connection: one connection of an http_server, as a session whose messages are heads.
#pragma once

#include <naru/session/raw.hpp>
#include <naru/session/session.hpp>
#include <naru/web/http_server.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "web/http/head_scanner.hpp"
#include "web/http/http_answer.hpp"

namespace naru::detail {

/// A head, or bytes that are none.
struct received_head {
  std::string_view text;
  unsigned refused = 0;  // the status of the answer, if it is not 0
};

/// Finds heads. Bytes that are none are a message, too, because they get an answer before the
/// connection is closed.
class head_framing {
 public:
  using message_type = received_head;

  [[nodiscard]] frame<received_head> decode(const_buffer received, std::size_t head_size_max);

  // An answer is bytes, for which raw has all that is needed.
  [[nodiscard]] static std::optional<std::size_t> encoded_size(const received_head&) noexcept {
    return std::nullopt;
  }
  static void encode(const received_head&, mutable_buffer) noexcept {}
  [[nodiscard]] static std::optional<std::size_t> encoded_size(std::string_view answer) noexcept {
    return answer.size();
  }
  static void encode(std::string_view answer, mutable_buffer out) noexcept {
    raw::encode(const_buffer(std::as_bytes(std::span(answer))), out);
  }

 private:
  head_scanner scanner_;
};

class http_connection final : public session<head_framing> {
 public:
  explicit http_connection(std::shared_ptr<const http_server_options> options)
      : options_(std::move(options)) {}

 private:
  void on_message(received_head head) override;
  [[nodiscard]] http_answer answer_to(const received_head& head) const;

  std::shared_ptr<const http_server_options> options_;
};

}  // namespace naru::detail
