// All of naru::web: WebSockets for sessions, and as much HTTP as a server needs.
//
// It is not for web sites: there are no files, no forms and no patterns of paths.
#pragma once

#include <naru/web/http_limits.hpp>
#include <naru/web/http_pages.hpp>
#include <naru/web/http_server.hpp>
#include <naru/web/web_error.hpp>
#include <naru/web/web_socket.hpp>
#include <naru/web/web_socket_options.hpp>
