#include "tls/tls_code.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <string>

namespace naru {
namespace {

// Where the numbers of OpenSSL begin in a code; below stand the values of tls_error.
constexpr int alert_base = 1'000;
constexpr int verification_base = 2'000;
constexpr int reason_base = 10'000;

const char* text_of(tls_error what) noexcept {
  switch (what) {
    case tls_error::truncated:
      return "truncated: the connection ended without TLS's close_notify";
    case tls_error::handshake_interrupted:
      return "the connection ended during the TLS handshake";
    case tls_error::not_tls:
      return "not TLS: the peer speaks another protocol";
    case tls_error::protocol_version:
      return "no TLS version in common";
    case tls_error::handshake_failure:
      return "no cipher, group or signature in common";
    case tls_error::no_application_protocol:
      return "no application protocol (ALPN) in common";
    case tls_error::certificate_expired:
      return "the peer's certificate has expired";
    case tls_error::certificate_not_yet_valid:
      return "the peer's certificate is not yet valid";
    case tls_error::host_name_mismatch:
      return "the peer's certificate is for another host";
    case tls_error::unknown_issuer:
      return "no trusted root has signed the peer's certificate";
    case tls_error::certificate_refused:
      return "the peer's certificate is not accepted";
    case tls_error::certificate_missing:
      return "the peer has no certificate";
    case tls_error::refused_by_peer:
      return "the peer has refused the TLS connection";
    case tls_error::renegotiation_refused:
      return "the peer asked to renegotiate, which is not allowed";
    case tls_error::too_large:
      return "a message of the TLS handshake is too large";
    case tls_error::bad_record:
      return "a TLS record was damaged or forged";
    case tls_error::answers_not_taken:
      return "the peer asks for answers of TLS and does not take them";
    case tls_error::protocol_violation:
      return "the peer does not keep to the TLS protocol";
  }
  return "unknown TLS error";
}

tls_error condition_of_alert(int alert) noexcept {
  switch (alert) {
    case SSL_AD_PROTOCOL_VERSION:
      return tls_error::protocol_version;
    case SSL_AD_HANDSHAKE_FAILURE:
    case SSL_AD_INSUFFICIENT_SECURITY:
      return tls_error::handshake_failure;
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return tls_error::no_application_protocol;
    default:
      return tls_error::refused_by_peer;
  }
}

tls_error condition_of_verification(int result) noexcept {
  switch (result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return tls_error::certificate_expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return tls_error::certificate_not_yet_valid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return tls_error::host_name_mismatch;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return tls_error::unknown_issuer;
    default:
      return tls_error::certificate_refused;
  }
}

tls_error condition_of_reason(int reason) noexcept {
  switch (reason) {
    case SSL_R_HTTP_REQUEST:
    case SSL_R_HTTPS_PROXY_REQUEST:
    case SSL_R_WRONG_VERSION_NUMBER:
      return tls_error::not_tls;
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
    case SSL_R_VERSION_TOO_HIGH:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_UNKNOWN_PROTOCOL:
    case SSL_R_NO_PROTOCOLS_AVAILABLE:
      return tls_error::protocol_version;
    case SSL_R_NO_SHARED_CIPHER:
    case SSL_R_NO_SHARED_GROUPS:
    case SSL_R_NO_SUITABLE_GROUPS:
    case SSL_R_NO_SUITABLE_KEY_SHARE:
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
      return tls_error::handshake_failure;
    case SSL_R_NO_APPLICATION_PROTOCOL:
      return tls_error::no_application_protocol;
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return tls_error::certificate_missing;
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
      return tls_error::too_large;
    case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
    case SSL_R_BAD_RECORD_TYPE:
    case SSL_R_DATA_LENGTH_TOO_LONG:
    case SSL_R_ENCRYPTED_LENGTH_TOO_LONG:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_LENGTH_TOO_SHORT:
      return tls_error::bad_record;
    default:
      return tls_error::protocol_violation;
  }
}

tls_error condition_of(int code) noexcept {
  if (code >= reason_base) return condition_of_reason(code - reason_base);
  if (code >= verification_base) return condition_of_verification(code - verification_base);
  if (code >= alert_base) return condition_of_alert(code - alert_base);
  return static_cast<tls_error>(code);
}

std::string text_of_reason(int reason) {
  const char* const text =
      ERR_reason_error_string(ERR_PACK(ERR_LIB_SSL, 0, static_cast<unsigned long>(reason)));
  return text != nullptr ? text : "reason " + std::to_string(reason) + " of OpenSSL";
}

// OpenSSL 3.0 has no names for some alerts of TLS 1.3: RFC 8446, 6.
std::string text_of_alert(int alert) {
  if (alert == 109) return "alert \"missing extension\"";
  if (alert == 116) return "alert \"certificate required\"";
  if (alert == 120) return "alert \"no application protocol\"";
  const std::string name = SSL_alert_desc_string_long(alert);
  return name == "unknown" ? "alert " + std::to_string(alert) : "alert \"" + name + '"';
}

class tls_error_category final : public std::error_category {
 public:
  [[nodiscard]] const char* name() const noexcept override { return "naru.tls"; }

  [[nodiscard]] std::string message(int code) const override {
    std::string text = text_of(condition_of(code));
    if (code >= reason_base) return text + ": " + text_of_reason(code - reason_base);
    if (code >= verification_base) {
      return text + ": " + X509_verify_cert_error_string(code - verification_base);
    }
    if (code >= alert_base) return text + ": " + text_of_alert(code - alert_base);
    return text;
  }

  [[nodiscard]] std::error_condition default_error_condition(int code) const noexcept override {
    return {static_cast<int>(condition_of(code)), *this};
  }
};

}  // namespace

const std::error_category& tls_category() noexcept {
  static const tls_error_category category;
  return category;
}

std::error_condition make_error_condition(tls_error value) noexcept {
  return {static_cast<int>(value), tls_category()};
}

namespace detail {

std::error_code tls_code(tls_error what) noexcept {
  return {static_cast<int>(what), tls_category()};
}

std::error_code tls_code_of_queue(long verify_result) noexcept {
  // A complaint of a cipher or a parser comes first in the queue. The one of TLS follows it.
  unsigned long first = ERR_get_error();
  if (first == 0) return tls_code(tls_error::protocol_violation);
  for (unsigned long next = first; next != 0; next = ERR_get_error()) {
    if (ERR_GET_LIB(next) != ERR_LIB_SSL) continue;
    first = next;
    break;
  }
  ERR_clear_error();
  const int reason = ERR_GET_REASON(first);
  if (reason == ERR_R_MALLOC_FAILURE) return make_error_code(std::errc::not_enough_memory);
  if (ERR_GET_LIB(first) != ERR_LIB_SSL) return tls_code(tls_error::protocol_violation);
  if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED && verify_result != X509_V_OK) {
    return {verification_base + static_cast<int>(verify_result), tls_category()};
  }
  if (reason >= SSL_AD_REASON_OFFSET) {
    return {alert_base + reason - SSL_AD_REASON_OFFSET, tls_category()};
  }
  return {reason_base + reason, tls_category()};
}

}  // namespace detail
}  // namespace naru
