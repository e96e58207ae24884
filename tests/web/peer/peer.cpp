// web_peer: an echo over a WebSocket, for scripts/probe-web to set against another implementation.
//
//     web_peer serve bytes|lines SIZE_MAX [deflate]
//     web_peer ask bytes|lines PORT [deflate]
//
// serve prints its port, and echoes until its input ends. ask has its messages echoed by a server,
// and compares them.
#include <naru/error.hpp>
#include <naru/proactor.hpp>
#include <naru/run.hpp>
#include <naru/task_scope.hpp>
#include <naru/tcp_listener.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "conversation.hpp"
#include "web/web_socket/web_socket_factory.hpp"

namespace {

using naru::web_socket_messages;

naru::task<> echo(naru::tcp_stream accepted, std::unique_ptr<naru::detail::stream_layer> layer) {
  peer::conversation talk(std::move(accepted), std::move(layer));
  std::error_code error = co_await talk.begin();
  std::string plain;
  while (!error) {
    error = co_await talk.read(plain);
    if (!error) error = co_await talk.write(plain);
    plain.clear();
  }
  std::printf("ended: %s\n", error.message().c_str());
  std::fflush(stdout);
  co_await talk.finish();
}

naru::task<> serve(naru::tcp_listener& listener, naru::detail::layer_factory& layers) {
  naru::task_scope sessions(listener.owner());
  for (;;) {
    auto [error, accepted] = co_await listener.accept();
    if (!listener.is_open()) break;
    if (error) continue;
    std::error_code failed;
    sessions.spawn(echo(std::move(accepted), layers.make_server({}, failed)));
  }
  sessions.request_stop();
  co_await sessions.join();
}

int serve_until_told(web_socket_messages messages, std::size_t size_max,
                     const std::optional<naru::web_socket_deflate>& deflate) {
  const auto layers = naru::detail::make_web_socket_factory(
      naru::web_socket_server_options{.messages = messages,
                                      .subprotocols = {"naru"},
                                      .message_size_max = size_max,
                                      .deflate = deflate});
  const auto proactor = naru::make_proactor();
  naru::tcp_listener listener(*proactor, naru::endpoint::parse("127.0.0.1:0"));
  std::printf("%u\n", static_cast<unsigned>(listener.local_endpoint().port()));
  std::fflush(stdout);
  std::thread watch([&] {
    while (std::getchar() != EOF) continue;
    listener.close();
  });
  naru::run(*proactor, serve(listener, *layers));
  watch.join();
  return EXIT_SUCCESS;
}

naru::task<bool> is_echoed(peer::conversation& talk, const std::string& sent) {
  if (co_await talk.write(sent)) co_return false;
  std::string heard;
  while (heard.size() < sent.size()) {
    if (co_await talk.read(heard)) co_return false;
  }
  co_return heard == sent;
}

naru::task<bool> ask(naru::proactor& proactor, std::uint16_t port, web_socket_messages messages,
                     const std::optional<naru::web_socket_deflate> deflate) {
  const auto layers = naru::detail::make_web_socket_factory(
      naru::web_socket_client_options{.messages = messages, .deflate = deflate});
  naru::tcp_stream stream(proactor);
  const naru::endpoint server(naru::address::loopback_v4(), port);
  if ((co_await stream.connect(server)).error) co_return false;
  std::error_code error;
  peer::conversation talk(std::move(stream),
                          layers->make_client({.host = "127.0.0.1", .port = port}, error));
  if (error || co_await talk.begin()) co_return false;
  const std::string end = messages == web_socket_messages::lines ? "\n" : "";
  for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 16U * 1024 * 1024 - 64}) {
    const std::string message = std::string(size, 'n') + end;
    if (!co_await is_echoed(talk, message)) co_return false;
    std::printf("%zu bytes\n", size);
  }
  for (int i = 0; i < 10'000; ++i) {
    const std::string message = "message " + std::to_string(i) + end;
    if (!co_await is_echoed(talk, message)) co_return false;
  }
  std::printf("10000 messages\n");
  const std::error_code ended = co_await talk.end();
  co_await talk.finish();
  std::printf("closed: %s\n", ended.message().c_str());
  co_return ended == naru::error::end_of_stream;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4 && argc != 5) return EXIT_FAILURE;
  const auto messages = std::string_view(argv[2]) == "lines" ? web_socket_messages::lines
                                                             : web_socket_messages::bytes;
  std::optional<naru::web_socket_deflate> deflate;
  if (argc == 5) deflate.emplace();
  const unsigned long number = std::strtoul(argv[3], nullptr, 10);
  try {
    if (std::string_view(argv[1]) == "serve") return serve_until_told(messages, number, deflate);
    const auto proactor = naru::make_proactor();
    const auto port = static_cast<std::uint16_t>(number);
    return naru::run(*proactor, ask(*proactor, port, messages, deflate)) ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "web_peer: %s\n", error.what());
    return EXIT_FAILURE;
  }
}
