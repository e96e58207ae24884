// packet_traits: how a type of the program stands for one kind of packet.
//
// A struct needs no traits of its own. It has a static id, and reads and writes itself:
//
//     struct login {
//       static constexpr std::uint16_t id = 1;
//       std::uint32_t version = 0;
//       std::string_view name;
//
//       void read(naru::packet_reader& from) {
//         from.read(version);
//         name = from.read_text(32);
//       }
//       void write(naru::packet_writer& to) const {
//         to.write(version);
//         to.write_text(name);
//       }
//     };
//
// A type that is only received needs no write, and one that is only sent needs no read. The id may
// be an enum, and has four bytes at most. read need not look for errors: who calls it refuses a
// packet whose reader failed or has bytes left. If a value is forbidden, read calls from.fail().
//
//     handlers.on<login>(&player::on_login);           // packet_handlers
//     session.send(login{.version = 1, .name = "jin"});  // with packet_framing
//     const auto wanted = naru::read_packet<login>(packet);
//
// Types that cannot have these members, such as those that protobuf generates, get a specialization
// with the same names:
//
//     namespace naru {
//     template <>
//     struct packet_traits<their::login> {
//       static constexpr std::uint16_t id = 1;
//       static void read(packet_reader& from, their::login& one);
//       static void write(packet_writer& to, const their::login& one);
//     };
//     }  // namespace naru
#pragma once

#include <naru/buffer.hpp>
#include <naru/packet/packet.hpp>
#include <naru/packet/packet_reader.hpp>
#include <naru/packet/packet_writer.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace naru {

namespace detail {

template <class T>
concept reads_itself = requires(T& one, packet_reader& from) {
  T::id;
  one.read(from);
};
template <class T>
concept writes_itself = requires(const T& one, packet_writer& to) {
  T::id;
  one.write(to);
};

}  // namespace detail

template <class Packet>
struct packet_traits {};

/// The traits of a type that has these members itself.
template <class Packet>
  requires(detail::reads_itself<Packet> || detail::writes_itself<Packet>)
struct packet_traits<Packet> {
  /// The number of the packet.
  static constexpr auto id = Packet::id;
  /// Reads the fields of `one`.
  static void read(packet_reader& from, Packet& one)
    requires detail::reads_itself<Packet>
  {
    one.read(from);
  }
  /// Writes the fields of `one`, the same each time.
  static void write(packet_writer& to, const Packet& one)
    requires detail::writes_itself<Packet>
  {
    one.write(to);
  }
};

namespace detail {

template <class T>
concept packet_id = (std::integral<T> || std::is_enum_v<T>) && sizeof(T) <= sizeof(std::uint32_t);

template <class T>
concept has_packet_id =
    requires { requires packet_id<std::remove_const_t<decltype(packet_traits<T>::id)>>; };

template <has_packet_id Packet>
inline constexpr auto id_of = static_cast<std::uint32_t>(packet_traits<Packet>::id);

}  // namespace detail

/// A packet type that can be received.
template <class T>
concept readable_packet =
    std::default_initializable<T> && std::move_constructible<T> && detail::has_packet_id<T> &&
    requires(T& one, packet_reader& from) { packet_traits<T>::read(from, one); };

/// A packet type that can be sent. write must not throw, and must write the same each time that it
/// is called for the same object. It must not call a session, because it runs under a session's
/// lock.
template <class T>
concept writable_packet = detail::has_packet_id<T> && requires(const T& one, packet_writer& to) {
  packet_traits<T>::write(to, one);
};

/// The packet whose fields are all that `from` has left. Empty if there are too few or too many
/// bytes, or if one of them is an error: see packet_reader.
template <readable_packet Packet>
[[nodiscard]] std::optional<Packet> read_packet(packet_reader& from) {
  std::optional<Packet> one(std::in_place);
  packet_traits<Packet>::read(from, *one);
  if (!from.complete()) one.reset();
  return one;
}

/// Works like the above, for a packet of packet_framing. Also empty if it has another id. For a
/// conversation that knows which packet comes next.
template <readable_packet Packet>
[[nodiscard]] std::optional<Packet> read_packet(const packet& received) {
  if (received.id != detail::id_of<Packet>) return std::nullopt;
  packet_reader from(received.body);
  return read_packet<Packet>(from);
}

/// The packet `one`, with its body in `room`. Empty if there is not enough room, or if a text of it
/// is too long for its size. For a packet that goes to something else than a session, which needs
/// no room of the program.
template <writable_packet Packet>
[[nodiscard]] std::optional<packet> write_packet(mutable_buffer room, const Packet& one) {
  static_assert(detail::id_of<Packet> <= 0xffff, "an id of naru::packet has two bytes");
  packet_writer to(room);
  packet_traits<Packet>::write(to, one);
  if (!to.ok()) return std::nullopt;
  return packet{static_cast<std::uint16_t>(detail::id_of<Packet>), to.bytes()};
}

}  // namespace naru
