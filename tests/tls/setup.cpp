// The complaints about files and keys that cannot be used.
#include <doctest/doctest.h>

#include <naru/tls/tls_client.hpp>
#include <naru/tls/tls_server.hpp>

#include <openssl/pem.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "pair.hpp"

using namespace tls_tests;

namespace {

/// A file that is removed again.
class test_file {
 public:
  test_file(const std::string& name, const std::string& text)
      : path_(std::filesystem::temp_directory_path() /
              ("naru_tls_" + std::to_string(std::random_device()()) + "_" + name)) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~test_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  test_file(const test_file&) = delete;
  test_file& operator=(const test_file&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::string text() const {
    std::ifstream in(path_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::filesystem::path path_;
};

std::string complaint_about(const naru::tls_server_options& options) {
  try {
    const naru::tls_server server(options);
  } catch (const std::runtime_error& failure) {
    return failure.what();
  }
  return "nothing";
}

std::string complaint_about(const naru::tls_certificate& certificate) {
  return complaint_about(naru::tls_server_options{.certificates = {certificate}});
}

void check_says(const std::string& text, std::initializer_list<std::string> words) {
  for (const std::string& word : words) {
    CHECK_MESSAGE(text.find(word) != std::string::npos, text << " lacks " << word);
  }
}

}  // namespace

TEST_SUITE("tls setup") {
  TEST_CASE("files work as text does") {
    const auto certificate = common_authority().issue();
    const test_file chain("chain.pem", certificate.chain_pem + common_authority().pem());
    const test_file key("key.pem", certificate.key_pem);
    const test_file roots("roots.pem", common_authority().pem());
    CHECK(!outcome({.trust_system_roots = false, .roots_file = roots.path()},
                   {.certificates = {{.chain_file = chain.path(), .key_file = key.path()}}}));
  }

  TEST_CASE("a complaint names the file and what is wrong with it") {
    const auto good = common_authority().issue();
    const test_file chain("chain.pem", good.chain_pem);
    const test_file empty("empty.pem", "");
    const test_file noise("noise.pem", "this is no PEM\n");
    std::string damaged_text = good.chain_pem;
    damaged_text.replace(damaged_text.size() / 2, 8, "!!!!!!!!");
    const test_file damaged("damaged.pem", damaged_text);

    check_says(complaint_about(naru::tls_server_options{}), {"certificates"});
    check_says(complaint_about({.chain_file = "no/such/file", .key_pem = good.key_pem}),
               {"certificate chain \"no/such/file\"", "No such file"});
    check_says(complaint_about({.chain_file = empty.path(), .key_pem = good.key_pem}),
               {empty.path(), "empty"});
    const std::string folder = std::filesystem::temp_directory_path().string();
    check_says(complaint_about({.chain_file = folder, .key_pem = good.key_pem}),
               {"certificate chain \"" + folder + "\": "});
    check_says(complaint_about({.chain_file = chain.path(), .key_file = folder}),
               {"private key \"" + folder + "\": "});
    check_says(complaint_about({.chain_file = noise.path(), .key_pem = good.key_pem}),
               {noise.path(), "no certificate"});
    check_says(complaint_about({.chain_file = damaged.path(), .key_pem = good.key_pem}),
               {damaged.path(), "damaged"});
    check_says(complaint_about({.chain_file = chain.path(), .key_file = noise.path()}),
               {noise.path(), "no private key"});
    check_says(complaint_about({.chain_file = chain.path(), .chain_pem = good.chain_pem}),
               {chain.path(), "one of them"});
    check_says(complaint_about({.chain_file = chain.path()}),
               {"private key of the certificate chain", chain.path(), "is missing"});
    check_says(complaint_about(
                   {.chain_file = chain.path(), .key_pem = common_authority().issue().key_pem}),
               {"private key in memory", "does not belong", chain.path()});
  }

  TEST_CASE("a key with a passphrase is refused, and nobody is asked for it") {
    const auto certificate = common_authority().issue();
    const naru::detail::openssl_pointer<EVP_PKEY> key(EVP_EC_gen("P-256"));
    const naru::detail::openssl_pointer<BIO> bio(BIO_new(BIO_s_mem()));
    char phrase[] = "secret";
    PEM_write_bio_PrivateKey(bio.get(), key.get(), EVP_aes_128_cbc(), nullptr, 0, nullptr, phrase);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    check_says(complaint_about({.chain_pem = certificate.chain_pem,
                                .key_pem = std::string(data, std::size_t(size))}),
               {"passphrase"});
  }

  TEST_CASE("roots and application protocols are looked at, too") {
    CHECK_THROWS_AS(naru::tls_client({.roots_file = "no/such/file"}), std::runtime_error);
    CHECK_THROWS_AS(naru::tls_client({.roots_pem = "nothing"}), std::runtime_error);
    CHECK_THROWS_AS(naru::tls_client({.application_protocols = {""}}), std::runtime_error);
    CHECK_THROWS_AS(naru::tls_client({.application_protocols = {std::string(256, 'a')}}),
                    std::runtime_error);
  }

  // OpenSSL 3.0 calls the last three "unknown".
  TEST_CASE("an alert has the name that RFC 8446 gives it, or its number") {
    const auto text_of = [](int alert) {
      return std::error_code(1'000 + alert, naru::tls_category()).message();
    };
    check_says(text_of(42), {"alert \"bad certificate\""});
    check_says(text_of(109), {"alert \"missing extension\""});
    check_says(text_of(116), {"alert \"certificate required\""});
    check_says(text_of(120), {"alert \"no application protocol\""});
    check_says(text_of(200), {"alert 200"});
  }

  // Trust that is silently empty looks like a server with a wrong certificate.
  TEST_CASE("a client without roots is refused, and so is one that cannot read the system's") {
    const auto complaint_about_client = [](const naru::tls_client_options& options) {
      try {
        const naru::tls_client made(options);
        return std::string();
      } catch (const std::runtime_error& thrown) {
        return std::string(thrown.what());
      }
    };
    check_says(complaint_about_client({.trust_system_roots = false}),
               {"no roots", "roots_file", "trust_system_roots"});
    CHECK(complaint_about_client(
              {.trust_system_roots = false, .dangerously_accept_any_certificate = true}) == "");
    CHECK(complaint_about_client({.dangerously_accept_any_certificate = true}) == "");
    const std::string of_system = complaint_about_client({});
    if (of_system.empty()) {
      CHECK(outcome({}, common_server()) == naru::tls_error::unknown_issuer);
    } else {
      check_says(of_system, {"Windows", "3.2", "roots_file"});
    }
  }

  TEST_CASE("secrets are written where somebody asked for them, and nowhere else") {
    const test_file log("keys.txt", "");
    auto options = common_client();
    options.key_log_file = log.path();
    CHECK(!outcome(options, common_server()));
    check_says(log.text(), {"CLIENT_TRAFFIC_SECRET_0"});
    auto server = common_server();
    server.key_log_file = "/no/such/folder/keys.txt";
    check_says(complaint_about(server),
               {"key log \"/no/such/folder/keys.txt\": ", "No such file or directory"});
  }
}
