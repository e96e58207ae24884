// viewer: the WebSocket of one page that is open. It is a session of lines: the page says something
// each time it wants an update, and gets it with the next half second.
#pragma once

#include <naru/session/delimited.hpp>
#include <naru/session/session.hpp>

#include <memory>
#include <string>
#include <utility>

#include "watch/observed.hpp"

namespace naru::detail {

class viewer final : public session<delimited<>> {
 public:
  explicit viewer(std::shared_ptr<observed> what) : what_(std::move(what)) {}

 private:
  void on_message(const_buffer line) override;
  void show();

  const std::shared_ptr<observed> what_;
  std::shared_ptr<const std::string> shown_;
  bool watches_ = false;     // the timer runs
  bool wants_more_ = false;  // the page has shown what it got
};

}  // namespace naru::detail
