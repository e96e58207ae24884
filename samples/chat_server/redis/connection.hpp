// connection: one connection to Redis, by hiredis, for a thread of its own that may wait a little.
//
// Every failure is a std::runtime_error that says what Redis or the system said; the connection is
// of no use after it.
#pragma once

#include <hiredis/hiredis.h>

#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace samples::chat::redis {

class connection {
 public:
  using clock = std::chrono::steady_clock;
  /// A reply to what was sent, or what came by itself.
  using visitor = std::function<void(const redisReply&)>;

  connection(const std::string& host, int port);

  /// Has a command sent by the next flush. Its words may contain any bytes.
  void append(std::initializer_list<std::string_view> words);
  /// Waits until the system has taken it all, but not for ever.
  void flush();
  /// Visits every reply that has come; where none has, waits for it, but not for ever.
  void read(const visitor& visit);
  /// Everything that was sent before has been carried out when this returns.
  void settle(const visitor& visit);

  /// To poll until there is something to read.
  [[nodiscard]] int descriptor() const noexcept { return context_->fd; }

  /// Asks for a sign of life now and then. Fails where none has come for too long.
  void keep_alive();

 private:
  struct release {
    void operator()(redisContext* context) const noexcept { redisFree(context); }
    void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
  };

  [[nodiscard]] std::unique_ptr<redisReply, release> next_reply();
  [[noreturn]] void fail() const;

  std::unique_ptr<redisContext, release> context_;
  clock::time_point heard_ = clock::now();
  clock::time_point asked_ = clock::now();
};

}  // namespace samples::chat::redis
