#include "tls/pem.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <cerrno>
#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "tls/setup_error.hpp"

namespace naru::detail {
namespace {

constexpr std::size_t pem_size_max = 4 * 1024 * 1024;  // the roots of a system are 220 KiB

openssl_pointer<BIO> bio_of(const pem_text& from) {
  openssl_pointer<BIO> bio(BIO_new_mem_buf(from.text.data(), static_cast<int>(from.text.size())));
  if (!bio) throw std::bad_alloc();
  return bio;
}

/// Says that there is no passphrase; OpenSSL would ask for one on the terminal.
int no_passphrase(char*, int, int, void* was_asked) {
  *static_cast<bool*>(was_asked) = true;
  return -1;
}

// Some systems open a folder like a file, and fail when it is read.
std::string read_file(const std::string& file, const std::string& what) {
  const std::string name = "the " + what + " \"" + file + '"';
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw_file_error("cannot open " + name);
  std::ostringstream text;
  errno = 0;
  text << in.rdbuf();
  if (text) return text.str();
  if (errno != 0) throw_file_error("cannot read " + name);
  throw std::runtime_error(name + " is empty");
}

bool is_end_of_pem() {
  const unsigned long last = ERR_peek_last_error();
  return ERR_GET_LIB(last) == ERR_LIB_PEM && ERR_GET_REASON(last) == PEM_R_NO_START_LINE;
}

}  // namespace

pem_text load_pem(const std::string& file, const std::string& memory, const std::string& what) {
  if (!file.empty() && !memory.empty()) {
    throw std::runtime_error("the " + what + " is given both as the file \"" + file +
                             "\" and as text: give one of them");
  }
  if (file.empty() && memory.empty()) throw std::runtime_error("the " + what + " is missing");
  pem_text loaded{
      .text = file.empty() ? memory : read_file(file, what),
      .name = file.empty() ? "the " + what + " in memory" : "the " + what + " \"" + file + "\""};
  if (loaded.text.size() > pem_size_max) throw std::runtime_error(loaded.name + " is too large");
  return loaded;
}

std::vector<openssl_pointer<X509>> read_certificates(const pem_text& from) {
  ERR_clear_error();
  const auto bio = bio_of(from);
  std::vector<openssl_pointer<X509>> all;
  bool was_asked = false;
  while (X509* const next = PEM_read_bio_X509(bio.get(), nullptr, &no_passphrase, &was_asked)) {
    all.emplace_back(next);
  }
  if (!is_end_of_pem()) {
    throw_setup_error(from.name + " is damaged after " + std::to_string(all.size()) +
                      " certificates");
  }
  ERR_clear_error();
  if (all.empty()) throw std::runtime_error(from.name + " holds no certificate in PEM");
  return all;
}

openssl_pointer<EVP_PKEY> read_key(const pem_text& from) {
  ERR_clear_error();
  const auto bio = bio_of(from);
  bool was_asked = false;
  openssl_pointer<EVP_PKEY> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, &no_passphrase, &was_asked));
  if (key) return key;
  if (was_asked) {
    ERR_clear_error();
    throw std::runtime_error(from.name + " has a passphrase: store it without one");
  }
  if (is_end_of_pem()) {
    ERR_clear_error();
    throw std::runtime_error(from.name + " holds no private key in PEM");
  }
  throw_setup_error(from.name + " holds no private key that can be used");
}

}  // namespace naru::detail
