// A peer that passes descriptors with its bytes. A receive takes the bytes and drops the
// descriptors, and the system ends each such receive early.
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "../socket_path.hpp"
#include "../support.hpp"

using namespace contract;

namespace {

/// Sends one byte, and a descriptor with it.
bool send_with_descriptor(int socket, std::byte value, int passed) {
  iovec part{&value, 1};
  alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof(int))> control{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(header), &passed, sizeof passed);
  return ::sendmsg(socket, &message, 0) == 1;
}

}  // namespace

TEST_SUITE_BEGIN("unix");

TEST_CASE("bytes_that_come_with_descriptors_are_received") {
  if (!has_native_handles()) return;
  const socket_path path;
  std::array<std::byte, 64> storage{};
  const auto proactor = test_proactor();
  naru::unix_stream peer(*proactor);
  naru::unix_stream stream(*proactor);
  naru::unix_listener listener(*proactor, path.endpoint());
  const auto connected =
      finish(*proactor, [&](naru::operation& op) { return peer.connect(path.endpoint(), op); });
  REQUIRE_FALSE(connected.error);
  const auto accepted =
      finish(*proactor, [&](naru::operation& op) { return listener.accept(stream, op); });
  REQUIRE_FALSE(accepted.error);
  const auto socket = static_cast<int>(peer.native_handle());
  constexpr int count = 5;
  for (int round = 0; round < 3; ++round) {
    recorder waited;
    stream.receive(std::span<const naru::mutable_buffer>(), waited);  // waits for the first byte
    proactor->run_for(1ms);
    for (int i = 0; i < count; ++i) {
      REQUIRE(send_with_descriptor(socket, std::byte{1}, socket));
    }
    CHECK(run_until_completed(*proactor, {&waited}));
    for (std::size_t received = 0; received < count;) {
      const auto part = finish(*proactor, [&](naru::operation& op) {
        return stream.receive(naru::buffer(storage), op);
      });
      REQUIRE_FALSE(part.error);
      received += part.bytes;
    }
  }
}

TEST_SUITE_END();
