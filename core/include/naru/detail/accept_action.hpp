// accept_action: an accept that makes the stream for the connection by itself: see
// awaitable_operation.
#pragma once

#include <naru/io_result.hpp>
#include <naru/operation.hpp>
#include <naru/result.hpp>

#include <utility>

namespace naru::detail {

template <class Listener, class Stream>
struct accept_action {
  explicit accept_action(Listener& from) noexcept : listener(&from), stream(from.owner()) {}

  submission start(operation& op) { return listener->accept(stream, op); }
  void cancel(operation& op) noexcept { listener->cancel(op); }
  result<Stream> finish(const io_result& result) noexcept {
    return {result.error, std::move(stream)};
  }

  Listener* listener;
  Stream stream;
};

}  // namespace naru::detail
