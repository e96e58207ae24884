// tls_error: why TLS failed, as a condition that an error code is compared with.
//
// The code itself keeps the detail: what OpenSSL found wrong with the certificate, or the alert
// that the peer has sent. So message() tells more than the condition. Compare with the condition,
// and log the message:
//
//     if (result.error == naru::tls_error::truncated) …           // what came may lack an end
//     if (result.error == naru::tls_error::host_name_mismatch) …  // another host's certificate
//     log(result.error.message());                               // "certificate has expired"
//
// A conversation that ended as TLS asks, with close_notify, reports error::end_of_stream instead.
#pragma once

#include <system_error>

namespace naru {

/// The conditions of TLS.
enum class tls_error {
  /// The peer has ended the TCP connection without close_notify: somebody may have cut off bytes.
  truncated = 1,
  /// The connection has ended before the handshake had.
  handshake_interrupted,
  /// The peer speaks another protocol, such as plain HTTP.
  not_tls,
  /// The two sides have no version of the protocol in common.
  protocol_version,
  /// The two sides have no cipher, no group or no kind of signature in common.
  handshake_failure,
  /// The two sides have no application protocol (ALPN) in common.
  no_application_protocol,
  /// The peer's certificate is no longer valid.
  certificate_expired,
  /// The peer's certificate is not valid yet; or a clock is wrong.
  certificate_not_yet_valid,
  /// The peer's certificate is for another host.
  host_name_mismatch,
  /// No trusted root has signed the peer's certificate; or it has signed itself.
  unknown_issuer,
  /// The peer's certificate is not accepted for another reason, which the message tells.
  certificate_refused,
  /// The peer has no certificate, and one is required.
  certificate_missing,
  /// The peer has refused the connection with an alert, which the message names.
  refused_by_peer,
  /// The peer asked to renegotiate, which is not allowed.
  renegotiation_refused,
  /// A message of the handshake is larger than this side allows.
  too_large,
  /// A record was damaged or forged.
  bad_record,
  /// The peer asks for answers and does not take them.
  answers_not_taken,
  /// The peer does not keep to the protocol; the message tells how.
  protocol_violation,
};

/// The category of the codes that TLS reports.
[[nodiscard]] const std::error_category& tls_category() noexcept;

/// Makes a tls_error comparable with a std::error_code.
[[nodiscard]] std::error_condition make_error_condition(tls_error value) noexcept;

}  // namespace naru

template <>
struct std::is_error_condition_enum<naru::tls_error> : std::true_type {};
