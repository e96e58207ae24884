// link: the two connections that make one way to Redis, since one that has subscribed cannot
// publish. Whatever fails is a std::runtime_error, and the link is of no use after it.
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
  /// `node` is a number that no other server has: what comes back with it is this server's own.
  link(const redis_options& options, std::uint64_t node, const heard_elsewhere& deliver);

  /// Subscribes to all that `box` has subscribed to; Redis has confirmed it when this returns.
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
