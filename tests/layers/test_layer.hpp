// Layers of the tests' own.
//
// xor_layer is a protocol with everything that a layer may have: a handshake of three messages,
// records with a length, bytes that are not those of the program, an end, questions that it answers
// itself (a ping), and an alert before it fails. identity_layer changes nothing.
//
// Each layer checks that it is called as stream_layer promises: by one caller at a time, and for
// nothing but its output once it has failed.
#pragma once

#include "support.hpp"

#include <naru/detail/layer_over.hpp>
#include <naru/detail/stream_layer.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string_view>

namespace layers {

/// What a test wants of a layer, and sees of it.
struct plan {
  std::size_t record_max = 1'000;  ///< plain bytes of one record
  std::size_t output_max = 4'000;  ///< no write is taken beyond this
  std::size_t step_max = 0;        ///< a read or write moves 1 to so many bytes at random; 0: all
  std::uint32_t seed = 1;
  std::error_code start_error;  ///< of start()
  bool refuses = false;         ///< the handshake fails with permission_denied
  bool is_silent = false;       ///< it answers no message of the handshake
  std::byte key{0x5A};

  std::atomic<int> calls{0};     ///< that are under way
  std::atomic<int> breaches{0};  ///< calls that no layer may get
  std::atomic<int> starts{0};    ///< calls of start
  std::atomic<int> releases{0};  ///< calls of release_memory
  std::atomic<int> ends{0};      ///< ends of the peer that were received
  std::atomic<int> alerts{0};    ///< alerts of the peer that were received
  std::atomic<int> layers{0};    ///< that were made
};

enum class side : std::uint8_t { client, server };

[[nodiscard]] std::unique_ptr<naru::detail::stream_layer> make_xor(plan& with, side which);
[[nodiscard]] std::unique_ptr<naru::detail::stream_layer> make_identity();

/// A question that the peer's layer answers by itself, as it lies on the wire.
[[nodiscard]] contract::bytes ping_record();
/// Bytes that no layer sends.
[[nodiscard]] contract::bytes broken_record();

class xor_factory final : public naru::detail::layer_factory {
 public:
  explicit xor_factory(plan& with) : with_(with) {}
  std::unique_ptr<naru::detail::stream_layer> make_server(
      const naru::detail::layered_connection& on, std::error_code& error) override;
  std::unique_ptr<naru::detail::stream_layer> make_client(const naru::detail::layered_connection&,
                                                          std::error_code& error) override;

  std::error_code error;  ///< of both functions
 private:
  plan& with_;
};

class identity_factory final : public naru::detail::layer_factory {
 public:
  std::unique_ptr<naru::detail::stream_layer> make_server(const naru::detail::layered_connection&,
                                                          std::error_code&) override {
    return make_identity();
  }
  std::unique_ptr<naru::detail::stream_layer> make_client(const naru::detail::layered_connection&,
                                                          std::error_code&) override {
    return make_identity();
  }
};

/// Puts layers on one end of a connection.
using put_on = naru::tcp_stream (*)(naru::tcp_stream&& plain, plan& with, side which);
/// A put_on: an xor_layer.
[[nodiscard]] naru::tcp_stream over_xor(naru::tcp_stream&& plain, plan& with, side which);
/// A put_on: a layer that has no handshake of its own, on one that has.
[[nodiscard]] naru::tcp_stream identity_over_xor(naru::tcp_stream&& plain, plan& with, side which);

/// Two ends of a connection with a layer on each.
struct layered_pair {
  /// Ends whose handshake is done.
  explicit layered_pair(naru::proactor& proactor);
  /// Ends that have begun.
  layered_pair(naru::proactor& proactor, contract::connected_pair plain);

  plan client_plan;
  plan server_plan;
  naru::tcp_stream client;
  naru::tcp_stream server;
};

/// A connection whose server has layers. The client's end is plain, so that the test says what
/// comes from it, until the test puts layers on it, too.
struct half_layered {
  explicit half_layered(put_on put = over_xor);

  /// The client's end, which `plain` has no more.
  [[nodiscard]] naru::tcp_stream layered_client();

  plan client_plan;
  plan server_plan;
  const std::unique_ptr<naru::proactor> proactor = contract::test_proactor();
  contract::connected_pair plain{*proactor};
  naru::tcp_stream server;

 private:
  const put_on put_;
};

/// Runs for some 25 ms, in which what is under way goes as far as it can.
void run_a_while(naru::proactor& proactor);

/// The result of the handshake.
[[nodiscard]] naru::io_result handshake(naru::proactor& proactor, naru::tcp_stream& stream);

}  // namespace layers
