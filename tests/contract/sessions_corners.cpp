// Cases that nobody causes on purpose.
#include <memory>
#include <string>

#include "sessions.hpp"

using namespace contract;
using namespace std::string_view_literals;

namespace {

/// Reports a whole frame of no bytes, or of more bytes than there are.
template <std::size_t Bytes>
struct lying_framing {
  using message_type = naru::const_buffer;

  naru::frame<> decode(naru::const_buffer, std::size_t) {
    return naru::complete_frame(Bytes, naru::const_buffer());
  }
  static std::optional<std::size_t> encoded_size(naru::const_buffer message) noexcept {
    return message.size();
  }
  static void encode(naru::const_buffer, naru::mutable_buffer) noexcept {}
};

template <naru::framing Framing>
class listener : public naru::session<Framing> {
 public:
  explicit listener(journal& written) : written_(written) {}

 protected:
  void on_message(typename Framing::message_type) override { written_.message({}); }
  void on_closed(naru::close_reason reason) override { written_.closed(reason); }

 private:
  journal& written_;
};

template <naru::framing Framing>
naru::close_reason end_of_a_liar() {
  journal written;
  const auto proactor = test_proactor();
  naru::server<listener<Framing>> server(*proactor, {.address = loopback()}, [&] {
    return std::make_shared<listener<Framing>>(written);
  });
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(other.send("anything"));
  static_cast<void>(other.receive_end());
  other.close();
  CHECK(run_until(*proactor, [&] { return written.endings() == 1; }));
  CHECK(written.message_count() == 0);
  return written.reason();
}

}  // namespace

TEST_SUITE_BEGIN("sessions");

TEST_CASE("a_framing_that_lies_ends_its_session") {
  CHECK(end_of_a_liar<lying_framing<0>>() == naru::close_reason::message_malformed);
  CHECK(end_of_a_liar<lying_framing<1000>>() == naru::close_reason::message_malformed);
}

TEST_CASE("an_empty_frame_takes_no_room") {
  journal written;
  std::shared_ptr<naru::session<naru::raw>> kept;
  class quiet : public naru::session<naru::raw> {
    void on_message(naru::const_buffer) override {}
  };
  const auto proactor = test_proactor();
  naru::server<quiet> server(*proactor, {.address = loopback()}, [&] {
    auto made = std::make_shared<quiet>();
    kept = made;
    return made;
  });
  server.start();
  peer other(*proactor, server.local_endpoint());
  REQUIRE(run_until(*proactor, [&] { return kept && kept->is_open(); }));
  CHECK(kept->send({}) == naru::send_outcome::queued);
  CHECK(kept->send(naru::buffer("\0\0\0\2ok"sv)) == naru::send_outcome::queued);
  CHECK(kept->send({}) == naru::send_outcome::queued);
  CHECK(other.receive() == "ok");
  other.close();
  REQUIRE(run_until(*proactor, [&] { return server.size() == 0; }));
  CHECK(kept->send({}) == naru::send_outcome::closed);
}

TEST_CASE("close_timeout_ends_a_session_whose_peer_goes_on_talking") {
  journal written;
  script lines;
  lines.message = [](scripted_session& self, std::string) { self.close(); };
  const auto proactor = test_proactor();
  naru::server<scripted_session> server(
      *proactor, {.address = loopback(), .sessions = {.close_timeout = 100ms}},
      [&] { return std::make_shared<scripted_session>(written, lines); });
  server.start();
  peer other(*proactor, server.local_endpoint());
  CHECK(run_until(*proactor, [&] {
    other.send("go on");  // fails once the connection is cut
    proactor->run_for(5ms);
    return written.endings() == 1;
  }));
  CHECK(written.message_count() == 1);
}

TEST_CASE("a_message_larger_than_the_whole_queue_is_too_large") {
  for (const naru::overflow_policy policy :
       {naru::overflow_policy::refuse, naru::overflow_policy::drop_newest,
        naru::overflow_policy::disconnect, naru::overflow_policy::call_back}) {
    journal written;
    const script lines;
    std::shared_ptr<scripted_session> kept;
    const auto proactor = test_proactor();
    naru::server<scripted_session> server(
        *proactor,
        {.address = loopback(), .sessions = {.send_queue_max = 100, .on_overflow = policy}}, [&] {
          kept = std::make_shared<scripted_session>(written, lines);
          return kept;
        });
    server.start();
    peer other(*proactor, server.local_endpoint());
    REQUIRE(run_until(*proactor, [&] { return written.connections() == 1; }));
    const std::array<std::byte, 97> large{};
    CHECK(kept->send(naru::buffer(large)) == naru::send_outcome::too_large);
    CHECK(kept->send(naru::buffer("fits"sv)) == naru::send_outcome::queued);
    CHECK(other.receive() == "fits");
    CHECK(kept->full == 0);
  }
}

TEST_CASE("a_session_begins_only_once") {
  recorder connected;  // pending while the exception comes
  journal written;
  const script lines;
  const auto same = std::make_shared<scripted_session>(written, lines);
  failure_log failures;
  const auto proactor = failures.proactor();
  naru::server<scripted_session> server(*proactor, {.address = loopback()}, [&] { return same; });
  server.start();
  peer first(*proactor, server.local_endpoint());
  REQUIRE(run_until(*proactor, [&] { return written.connections() == 1; }));
  naru::tcp_stream second(*proactor);
  second.connect(server.local_endpoint(), connected);
  CHECK(run_until(*proactor, [&] { return failures.size() == 1; }));
  CHECK(failures.count("a session can begin only once") == 1);
  REQUIRE(first.send("still there"));
  CHECK(run_until(*proactor, [&] { return written.message_count() == 1; }));
  CHECK(naru::share(*same) == same);
}

TEST_SUITE_END();
