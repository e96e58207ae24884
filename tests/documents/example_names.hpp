// The names that the examples of the public headers use without declaring them. The examples are
// compiled and never linked, so nothing here is defined.
#pragma once

#include <naru/naru.hpp>
#include <naru/simulation.hpp>
#include <naru/simulation/minimise.hpp>
#include <naru/stop_link.hpp>
#include <naru/tls.hpp>
#include <naru/watch.hpp>
#include <naru/web.hpp>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace example_names {

using namespace std::literals;

extern const std::shared_ptr<naru::detail::layer_factory> layers;
extern const naru::transport tls;
extern const naru::transport web_socket;

struct world_of_players {
  void step(std::uint64_t ticks);
};

struct player : naru::session<naru::length_prefixed<>> {
  player();
  explicit player(world_of_players& in);
  void on_message(naru::const_buffer message) override;
};

struct chatter : player {};
struct bot : player {};

struct login {
  static constexpr std::uint16_t id = 1;
  std::uint32_t version = 0;
  std::string_view name;

  void read(naru::packet_reader& from);
  void write(naru::packet_writer& to) const;
};

struct say {
  static constexpr std::uint16_t id = 2;

  void read(naru::packet_reader& from);
};

struct packet_player : naru::session<naru::packet_framing> {
  void on_login(const login& received);
  void on_message(naru::packet received) override;
};

struct row {};
struct rows {};
struct profile {};

struct device_of_operations {
  naru::submission read(naru::operation& op);
  void cancel(naru::operation& op) noexcept;
};

struct database_of_rows {
  rows query(std::string_view name) const;
};

template <class... Parts>
void log(const Parts&... parts);
template <class Value>
void use(const Value& value);
void answer(std::string_view text);
void refuse(std::string_view why);
row find(std::string_view name);
profile load(int id);
naru::task<> serve(naru::proactor& on);

extern std::unique_ptr<naru::proactor> proactor;
extern naru::proactor& database_proactor;
extern naru::operation& operation;
extern naru::tcp_stream stream, stream_, next;
extern naru::tcp_listener listener, listener_;
extern naru::udp_socket socket;
extern naru::buffered_reader reader;
extern naru::member_callback received_, sent_, accepted_, connected_, resolved_, expired_;
extern naru::member_callback line_read_, stop_requested_;
extern naru::io_result result;
extern naru::signal_kind which_;
extern naru::endpoint source_;
extern std::vector<naru::endpoint> addresses_;
extern std::array<std::byte, 4096> storage, storage_;
extern naru::const_buffer message, first, second, request, goodbye, text;
extern naru::mutex writing_;
extern naru::serial turn;
extern naru::blocking_pool pool;
extern naru::server<player> server, lobby, rooms;
extern naru::server_options options;
extern naru::histogram tick_time;
extern std::chrono::steady_clock::time_point began;
extern std::vector<std::shared_ptr<player>> party;
extern std::set<naru::address> banned;
extern world_of_players world;
extern device_of_operations device;
extern database_of_rows database;
extern player& session;

}  // namespace example_names
