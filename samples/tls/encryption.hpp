// encryption: TLS for a program that accepts connections, with a certificate and a key in files.
//
// There is one implementation with naru::tls, and one for builds without OpenSSL, which refuses the
// options.
//
//     samples::tls_files files;
//     samples::add_tls_files(line, files);
//     …
//     const auto secure = samples::make_encryption(files);
//
// Thread-safety: any thread.
#pragma once

#include <naru/operation.hpp>
#include <naru/tcp_stream.hpp>
#include <naru/transport.hpp>

#include <memory>
#include <string>

#include "../common/command_line.hpp"

namespace samples {

struct tls_files {
  std::string certificate;  // a chain in PEM; empty: no TLS
  std::string key;
};

/// A connection that TLS encrypts.
class secure_connection {
 public:
  secure_connection() = default;
  secure_connection(const secure_connection&) = delete;
  secure_connection& operator=(const secure_connection&) = delete;
  virtual ~secure_connection() = default;

  [[nodiscard]] virtual naru::tcp_stream& stream() noexcept = 0;
  /// `op` completes when the handshake has ended.
  virtual void handshake(naru::operation& op) = 0;
};

class encryption {
 public:
  encryption() = default;
  encryption(const encryption&) = delete;
  encryption& operator=(const encryption&) = delete;
  virtual ~encryption() = default;

  /// For servers of sessions.
  [[nodiscard]] virtual naru::transport transport() const = 0;
  /// For a connection that was accepted. Throws if there is no memory.
  [[nodiscard]] virtual std::unique_ptr<secure_connection> on(naru::tcp_stream&& accepted) = 0;
  /// Reads the files again. Throws std::runtime_error if they cannot be used; nothing has changed
  /// then.
  virtual void reload() = 0;
};

/// Adds --certificate and --key, which need each other. A build without TLS refuses both.
void add_tls_files(command_line& line, tls_files& files);

/// Throws std::runtime_error that tells what is wrong with the files.
[[nodiscard]] std::unique_ptr<encryption> make_encryption(const tls_files& files);

/// Whether this program was built with TLS. If it was not, make_encryption throws std::logic_error.
[[nodiscard]] bool has_tls() noexcept;

}  // namespace samples
