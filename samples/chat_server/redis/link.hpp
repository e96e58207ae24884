// link: the two connections that make one way to Redis, because a connection that has subscribed
// cannot publish. Every failure throws a std::runtime_error, and after that the link cannot be
// used.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "../broker.hpp"
#include "connection.hpp"
#include "mailbox.hpp"

namespace samples::chat::redis {

class link {
 public:
  /// `node` is a number that no other server has. A packet that comes back with it is this
  /// server's own.
  link(const redis_options& options, std::uint64_t node, const heard_elsewhere& deliver);

  /// Subscribes to everything that `box` has subscribed to. When this returns, Redis has confirmed
  /// it.
  void restore(mailbox& box);
  /// Does what `box` wants, and delivers what comes, until `box` is stopped.
  void run(mailbox& box);

 private:
  void carry_out(const mailbox::work& work);
  void wait(const wake_pipe& pipe);
  void deliver(const redisReply& reply) const;
  void deliver(std::string_view channel, std::string_view payload) const;

  const std::uint64_t node_;
  const heard_elsewhere& deliver_;
  connection publishing_;
  connection subscribed_;
};

}  // namespace samples::chat::redis
