#include <stdexcept>

#include "encryption.hpp"

namespace samples {
namespace {

// If the build has no TLS, that is reported like any other mistake on the command line.
auto file_of(const char* option, std::string& file) {
  return [option, &file](const std::string& text) {
    if (!has_tls()) {
      throw std::invalid_argument(std::string(option) + ": this program was built without TLS");
    }
    file = text;
  };
}

}  // namespace

void add_tls_files(command_line& line, tls_files& files) {
  const option certificate =
      line.add_text("--certificate", file_of("--certificate", files.certificate),
                    "encrypt connections by TLS with this chain of certificates, in PEM")
          .type_name("FILE");
  const option key =
      line.add_text("--key", file_of("--key", files.key), "the key of the certificate, in PEM")
          .type_name("FILE");
  certificate.needs(key);
  key.needs(certificate);
}

}  // namespace samples
