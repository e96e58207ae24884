// Makes each message that protobuf generates a packet of naru: it is read, handled, sent and
// broadcast like a struct that reads and writes itself. Its id is the value ID of an enum within
// the message.
#pragma once

#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_traits.hpp>
#include <naru/packet/packet_writer.hpp>

#include <google/protobuf/message_lite.h>

#include <concepts>

namespace naru {

template <std::derived_from<google::protobuf::MessageLite> Message>
struct packet_traits<Message> {
  static constexpr auto id = Message::ID;

  static void read(packet_reader& from, Message& one) {
    const const_buffer body = from.read_rest();
    if (!one.ParseFromArray(body.data(), static_cast<int>(body.size()))) from.fail();
  }
  static void write(packet_writer& to, const Message& one) {
    const mutable_buffer room = to.claim(one.ByteSizeLong());
    if (room.empty()) return;
    if (!one.SerializeToArray(room.data(), static_cast<int>(room.size()))) to.fail();
  }
};

}  // namespace naru
