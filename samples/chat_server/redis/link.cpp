#include "link.hpp"

#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_writer.hpp>

#include <poll.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <system_error>
#include <vector>

#include "../../chat/protocol.hpp"

namespace samples::chat::redis {
namespace {

constexpr std::string_view prefix = "naru.chat:";
constexpr int poll_ms = 1'000;  // how often both connections are asked for a sign of life

std::string channel_of(std::string_view room) { return std::string(prefix).append(room); }

std::string_view text_of(const redisReply& reply) {
  return reply.type == REDIS_REPLY_STRING ? std::string_view(reply.str, reply.len)
                                          : std::string_view();
}

}  // namespace

link::link(const redis_options& options, std::uint64_t node, const heard_elsewhere& deliver)
    : node_(node),
      deliver_(deliver),
      publishing_(options.host, options.port),
      subscribed_(options.host, options.port) {}

void link::restore(mailbox& box) {
  for (const std::string& room : box.linked()) subscribed_.append({"SUBSCRIBE", channel_of(room)});
  subscribed_.settle([this](const redisReply& reply) { deliver(reply); });
  publishing_.settle([](const redisReply&) {});
}

void link::run(mailbox& box) {
  for (bool stopped = false; !stopped;) {
    const mailbox::work work = box.take();
    carry_out(work);
    stopped = work.stop;
    if (!stopped) wait(box.pipe());
  }
  // If a connection is closed with unread replies, it is reset, and Redis may miss the last
  // commands.
  publishing_.settle([](const redisReply&) {});
}

void link::carry_out(const mailbox::work& work) {
  for (const std::string& room : work.subscribe) {
    subscribed_.append({"SUBSCRIBE", channel_of(room)});
  }
  for (const std::string& room : work.unsubscribe) {
    subscribed_.append({"UNSUBSCRIBE", channel_of(room)});
  }
  for (const letter& each : work.publish) {
    std::vector<std::byte> room(sizeof(node_) + each.packet.size());
    naru::packet_writer payload(room);
    payload.write(node_);
    payload.write_raw(naru::buffer(each.packet));
    publishing_.append({"PUBLISH", channel_of(each.room), payload.bytes()});
  }
  subscribed_.flush();
  publishing_.flush();
}

void link::wait(const wake_pipe& pipe) {
  std::array<pollfd, 3> all{pollfd{pipe.descriptor(), POLLIN, 0},
                            pollfd{subscribed_.descriptor(), POLLIN, 0},
                            pollfd{publishing_.descriptor(), POLLIN, 0}};
  if (poll(all.data(), all.size(), poll_ms) < 0 && errno != EINTR) {
    throw std::system_error(errno, std::generic_category(), "cannot poll");
  }
  if (all[1].revents != 0) subscribed_.read([this](const redisReply& reply) { deliver(reply); });
  if (all[2].revents != 0) publishing_.read([](const redisReply&) {});
  subscribed_.keep_alive();
  publishing_.keep_alive();
}

// The reply is ["message", channel, payload]; other replies confirm a command.
void link::deliver(const redisReply& reply) const {
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 3) return;
  if (text_of(*reply.element[0]) != "message") return;
  deliver(text_of(*reply.element[1]), text_of(*reply.element[2]));
}

// Other programs may publish too. A payload that is no packet of the chat, or is for another room,
// is dropped.
void link::deliver(std::string_view channel, std::string_view payload) const {
  if (!channel.starts_with(prefix)) return;
  const std::string_view room = channel.substr(prefix.size());
  naru::packet_reader reader(naru::buffer(payload));
  const auto origin = reader.read<std::uint64_t>();
  const naru::packet heard{reader.read<std::uint16_t>(), reader.read_rest()};
  if (!reader.ok() || origin == node_ || room_that_hears(heard) != room) return;
  deliver_(room, heard);
}

}  // namespace samples::chat::redis
