// connection: one connection to Redis, by hiredis, for a thread of its own that may wait a little.
//
// Every failure throws a std::runtime_error with the text of Redis or of the system. After that
// the connection cannot be used.
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
  /// Called with a reply to a command, or with a message that came by itself.
  using visitor = std::function<void(const redisReply&)>;

  connection(const std::string& host, int port);

  /// Adds a command for the next flush. Its words may contain any bytes.
  void append(std::initializer_list<std::string_view> words);
  /// Waits until the system has taken everything, but not for ever.
  void flush();
  /// Visits every reply that has come. If none has, waits for one, but not for ever.
  void read(const visitor& visit);
  /// When this returns, everything that was sent before has been carried out.
  void settle(const visitor& visit);

  /// The descriptor to poll until there is something to read.
  [[nodiscard]] int descriptor() const noexcept { return context_->fd; }

  /// Asks for a sign of life now and then. Fails if none has come for too long.
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
